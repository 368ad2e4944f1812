import { z } from 'zod';
import { RemedyId } from '../../analyzer/model/index.ts';
import { PastedQuestion } from '../question.ts';
import { tool } from '../tool.ts';
import { explained, withoutConsole } from './explain.ts';

export const whatIf = tool({
  name: 'what_if',
  title: 'Try remedies on a console',
  description:
    'What each remedy would do to the flow of a pasted console: whether it repairs it, its commands with their undo, and which other flows would take another route. Computed in a model of Linux; nothing is run.',
  readOnly: true,
  reachesHosts: false,
  input: z.object({
    ...PastedQuestion,
    remedy: RemedyId.optional().describe('only this one; all that fit without'),
  }),
  recorded: withoutConsole,
  async call(_parts, { remedy, ...question }) {
    const { cause, certainty, headline, flow, remedies } = explained(question);
    const tried = remedy === undefined ? remedies : remedies.filter(({ id }) => id === remedy);
    const of = (wanted: string) => tried.filter(({ outcome }) => outcome === wanted).length;
    const depending = of('depends') === 0 ? '' : `, ${of('depends')} may, depending on what was not shown`;
    return {
      summary: `${tried.length} remedies tried, ${of('repairs')} repair it${depending}.`,
      data: { schema: 'roundtrip.what-if/1', cause, certainty, headline, flow, remedies: tried },
    };
  },
});
