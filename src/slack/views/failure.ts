import { quoteCommand } from '../../analyzer/model/index.ts';
import { slackTextsIn } from '../../texts/index.ts';
import type { TriageState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { actions, type Content, container, context, section } from './blocks.ts';
import { type Surroundings, slackUserOf } from './surroundings.ts';
import { code, line, sentence } from './text.ts';
import { tryAgainButton } from './verdict.ts';

/** What went wrong and what to do next, in two sentences. */
export function failureSentence(state: TriageState): string {
  const { failure } = state;
  if (!failure) return '';
  return `${line(sentence(failure.message), LIMITS.sentence)} ${line(sentence(failure.nextStep), LIMITS.sentence)}`;
}

/** The thread's post where nothing could be found out: the reason, and the ways that are left. */
export function failureView(state: TriageState, around: Pick<Surroundings, 'language'>): Content {
  const say = slackTextsIn(around.language).failure;
  const asker = slackUserOf(state.requestedBy);
  const to = asker === undefined ? '' : `<@${asker}> `;
  const message = line(sentence(state.failure?.message ?? ''), LIMITS.sentence);
  const step = line(sentence(state.failure?.nextStep ?? ''), LIMITS.sentence);
  return {
    text: failureSentence(state),
    blocks: [
      section(`${to}${say.couldNotLook({ message })}\n${say.next({ step })}`),
      ...actions('again', state.status === 'failed' ? [tryAgainButton(state, around)] : []),
      ...container(say.otherWaysTitle, [section(otherWays(state, around))]),
      context(say.nothingChanged({ host: line(state.request.host, 260) })),
    ],
  };
}

function otherWays({ request }: TriageState, { language }: Pick<Surroundings, 'language'>): string {
  const { host, interface: device } = request;
  return slackTextsIn(language).failure.otherWays({
    via: code(`${host}: { via: [${host}, ${host}-mgmt] }`, 400),
    collect: code(quoteCommand(['roundtrip', 'collect', host, device]), 400),
    explain: code(quoteCommand(['roundtrip', 'explain', '-', '--iface', device]), 100),
    listings: ['ip addr', 'ip rule', 'ip route show table all', "sysctl -ar 'rp_filter'"].map((each) =>
      code(each),
    ),
  });
}
