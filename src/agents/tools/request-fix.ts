import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { RemedyId } from '../../analyzer/model/index.ts';
import { tell } from '../../texts/index.ts';
import type { TriageId, TriageState } from '../../triage/index.ts';
import type { AgentParts } from '../parts.ts';
import { isWithheld, LiveQuestion, requestOf, usage } from '../question.ts';
import { tool } from '../tool.ts';

/** So long a bot has time to look at the host (ms): the longest capture, and some. */
const LOOKED_AT_WITHIN = 120_000;
/** So long a bot has time to take the work up (ms). */
const TAKEN_WITHIN = 20_000;
const ASK_EVERY = 250;

export const requestFix = tool({
  name: 'request_fix',
  title: 'Ask people for a fix',
  description:
    'Asks people in Slack to approve a remedy for an interface: the host is looked at again, and the plan waits in a thread for those who may approve it. This tool never changes a host and cannot approve. It answers as soon as the approval is asked for; people decide later.',
  readOnly: false,
  reachesHosts: true,
  input: z.object({
    ...LiveQuestion,
    remedy: RemedyId.optional().describe('the recommended one without'),
    reason: z.string().trim().min(1).max(200).describe('why, in a sentence that the approver reads'),
  }),
  async call(parts, { remedy, reason, ...question }, signal) {
    const { triages, agent, config } = parts;
    const { channel } = config.mcp;
    if (channel === undefined)
      throw usage(
        'fix-not-offered',
        'No channel is set in which an agent may ask for a change.',
        'Set mcp.channel in roundtrip.yaml.',
      );
    const request = requestOf(parts, question);
    const opened = await triages.request(
      { ...request, reason },
      agent.actor,
      { kind: 'slack', channel },
      once(agent),
    );
    const { id } = opened;
    const { diagnosis } = await looked(parts, id, signal);
    const headline = diagnosis?.headline ?? '';
    const chosen = diagnosis?.remedies.find((one) =>
      remedy === undefined ? one.recommended : one.id === remedy,
    );
    if (!chosen?.plan) {
      const because = chosen?.because ?? 'The diagnosis offers no such remedy.';
      return answer({ outcome: 'refused', triage: id, headline, because });
    }
    const result = await triages.chooseRemedy(id, agent.actor, chosen.id, chosen.plan.hash, once(agent));
    if (!result.done)
      return answer({ outcome: 'refused', triage: id, headline, because: tell(result.said, 'en') });
    const { change } = result.state;
    const shown = isWithheld(parts, request.host)
      ? {}
      : { commands: chosen.plan.steps.map((step) => step.do) };
    return answer({
      ...{ outcome: 'awaiting-approval', triage: id, headline, remedy: chosen.id },
      ...{ minimum: change?.minimum, expiresAt: change?.expiresAt, ...shown },
    });
  },
});

/** A call is made once: an agent that calls again asks again. */
function once({ name }: AgentParts['agent']) {
  return { name, once: `agent:${name}:${randomUUID()}` };
}

function answer(data: { outcome: string; triage: TriageId } & Record<string, unknown>) {
  const said =
    data.outcome === 'refused'
      ? 'No approval was asked for; the thread in Slack has the diagnosis.'
      : 'Nothing was changed. Approval was asked for in Slack.';
  return { summary: `${said} Triage ${data.triage}.`, data: { schema: 'roundtrip.fix-request/1', ...data } };
}

/** The triage once a bot has looked at the host. Stops it, and throws, where none does. */
async function looked(
  { triages, agent }: AgentParts,
  id: TriageId,
  signal: AbortSignal,
): Promise<TriageState> {
  const begin = performance.now();
  for (;;) {
    const state = await triages.read(id);
    if (state && state.status !== 'collecting') {
      const { failure } = state;
      if (failure && !state.diagnosis) throw usage(failure.code, failure.message, failure.nextStep);
      return state;
    }
    const waited = performance.now() - begin;
    const isTaken = state?.progress !== undefined || state?.diagnosis !== undefined;
    if (signal.aborted || waited > LOOKED_AT_WITHIN || (!isTaken && waited > TAKEN_WITHIN)) {
      await triages.stop(id, agent.actor);
      throw usage(
        'bot-unavailable',
        'No bot has looked at the host in time; the request was stopped.',
        'See that "roundtrip bot" runs on the same store.',
      );
    }
    await delay(ASK_EVERY);
  }
}
