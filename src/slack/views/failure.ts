import { quoteCommand } from '../../analyzer/model/index.ts';
import type { TriageState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { type Content, context, section } from './blocks.ts';
import { slackUserOf } from './surroundings.ts';
import { code, line, sentence } from './text.ts';

/** What went wrong and what to do next, in two sentences. */
export function failureSentence(state: TriageState): string {
  const { failure } = state;
  if (!failure) return '';
  return `${line(sentence(failure.message), LIMITS.sentence)} ${line(sentence(failure.nextStep), LIMITS.sentence)}`;
}

/** The thread's post where nothing could be found out: the reason, and the ways that are left. */
export function failureView(state: TriageState): Content {
  const asker = slackUserOf(state.requestedBy);
  const to = asker === undefined ? '' : `<@${asker}> `;
  return {
    text: failureSentence(state),
    blocks: [
      section(`${to}*I could not look.* ${line(sentence(state.failure?.message ?? ''), LIMITS.sentence)}`),
      section(`What to do: ${line(sentence(state.failure?.nextStep ?? ''), LIMITS.sentence)}`),
      section(otherWays(state)),
      context(`Nothing was changed on ${line(state.request.host, 260)}.`),
    ],
  };
}

function otherWays(state: TriageState): string {
  const { host, interface: interfaceName } = state.request;
  const collect = quoteCommand(['roundtrip', 'collect', host, interfaceName]);
  const explain = quoteCommand(['roundtrip', 'explain', '-', '--iface', interfaceName]);
  const via = `${host}: { via: [${host}, ${host}-mgmt] }`;
  return [
    'If SSH does not get there, these ways are left:',
    `• *Another way in:* list it in roundtrip.yaml, as in ${code(via, 400)}, and ask again.`,
    `• *A console, or the cloud's run-command:* ${code(collect, 400)} prints a script to run there; give its output to ${code(explain, 100)}.`,
    `• *Outputs that you have already:* paste ${code('ip addr')}, ${code('ip rule')}, ${code('ip route show table all')} and ${code("sysctl -ar 'rp_filter'")} into ${code(explain, 100)}.`,
  ].join('\n');
}
