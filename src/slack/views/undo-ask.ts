import { quoteCommand } from '../../analyzer/model/index.ts';
import { labelOf, slackTextsIn } from '../../texts/index.ts';
import { type Content, context, section } from './blocks.ts';
import { outcomeSentence } from './outcome.ts';
import type { Story } from './story.ts';
import { nameOf, type Surroundings } from './surroundings.ts';
import { codeBlock, line, time, timeUtc } from './text.ts';
import { undoBlocks } from './undo.ts';

/** The direct message to one who may undo a fix: who wants that, what it would run, the button. It ends as what became of it. */
export function undoAskView(story: Story, around: Surroundings): Content {
  const { state, rounds, outcomes } = story;
  const { request, undoWanted, committedAt, change } = state;
  const say = slackTextsIn(around.language);
  const round = rounds.at(-1);
  const label = round ? labelOf(round.remedy, request.interface, round.plan, around.language) : '';
  const asks = (told: (iso: string) => string) =>
    say.undo.asks({
      who: line(nameOf(undoWanted?.by ?? 'system', around), 80),
      host: line(request.host, 260),
      label: line(label, 100),
      ...(committedAt === undefined ? {} : { at: told(committedAt) }),
    });
  const last = outcomes.at(-1);
  const isOpen = state.status === 'committed';
  const commands = (change?.plan.steps ?? []).toReversed().map((step) => quoteCommand(step.undo));
  const shown =
    around.evidence === 'store' || commands.length === 0
      ? []
      : [section(`${say.undo.runs}\n${codeBlock(commands.join('\n'), UNDO_LIMIT)}`)];
  return {
    text: asks(timeUtc).replaceAll('*', ''),
    blocks: [
      section(asks(time)),
      ...(isOpen
        ? [...shown, ...undoBlocks(story, around)]
        : last
          ? [section(outcomeSentence(story, last, around))]
          : []),
      context(`${line(request.host, 260)} · ${state.id}`),
    ],
  };
}

const UNDO_LIMIT = 1500;
