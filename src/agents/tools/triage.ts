import { z } from 'zod';
import { tellDiagnosis } from '../../texts/index.ts';
import { lookOnce, newTriageId } from '../../triage/index.ts';
import { isWithheld, LiveQuestion, requestOf } from '../question.ts';
import { tool } from '../tool.ts';

/** Longer than this no agent waits for a packet (seconds). */
const LONGEST_WAIT = 60;

export const triage = tool({
  name: 'triage',
  title: 'Look at an interface',
  description:
    'Finds out why an interface of a host does not answer: reads the host over SSH, sends a probe where "from" names a host, captures this flow, and explains what stops it. Changes nothing. Takes 5 to 60 seconds.',
  readOnly: true,
  reachesHosts: true,
  input: z.object({
    ...LiveQuestion,
    wait: z
      .int()
      .min(1)
      .max(LONGEST_WAIT)
      .default(10)
      .describe('seconds to wait for a packet where nobody of the inventory sends one'),
  }),
  async call(parts, { wait, ...question }, signal) {
    const { hosts, analyze, settings, events, agent } = parts;
    const asked = requestOf(parts, question);
    const request = asked.from?.kind === 'host' ? asked : { ...asked, waitSeconds: wait };
    const { diagnosis, watched } = await lookOnce({ hosts, analyze, settings }, request, { signal });
    const id = newTriageId();
    await events.append(id, 0, [
      { kind: 'requested', by: agent.actor, origin: { kind: 'cli' }, request },
      { kind: 'diagnosed', diagnosis, final: true, transcripts: watched.transcripts },
    ]);
    const told = tellDiagnosis(diagnosis, 'en');
    const { cause, stage, certainty, scope, headline, flow, schema } = told;
    const verdict = { schema, triage: id, cause, stage, certainty, scope, headline, flow };
    const data = isWithheld(parts, request.host) ? verdict : { ...told, triage: id };
    return { summary: `${certainty}: ${cause}. Recorded as ${id}.`, data };
  },
});
