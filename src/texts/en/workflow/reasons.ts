import { failureIn, runIn } from '../../failures/index.ts';
import type { Sentences } from '../../sentences.ts';
import type { LostBecause, ReasonMessages } from '../../workflow/reasons.ts';
import { lockWords } from '../locks.ts';
import { count } from '../words.ts';

export const reasonSentences: Sentences<ReasonMessages> = {
  'reason.recorded': ({ text }) => text,
  'reason.host-said': ({ host, said }) => `${host}: ${said}`,
  'reason.failure': ({ failure, whole }) => {
    const { message, nextStep } = failureIn('en', failure);
    return whole ? `${message} ${nextStep}`.trim() : message.replace(/\.$/, '');
  },
  'reason.gave-up': ({ said }) => `it was tried several times: ${said}`,
  'reason.frozen': () => 'changes are frozen at the moment',
  'reason.shadow': ({ host }) => `${host} is in shadow mode now`,
  'reason.locked': (lock) => lockWords(lock),
  'reason.observe-only': ({ host }) => `${host} is observed only now (apply: false)`,
  'reason.group-changed': ({ host }) => `${host} belongs to another group since it was approved`,
  'reason.approval-expired': ({ at }) =>
    `it was approved at ${second(at)}, and that expired before the work could begin`,
  'reason.approvals-lost': ({ minimum, standing, lost }) => {
    const reasons = lost.map(({ by, because }) => `${by} ${LOST[because]}`).join('; ');
    return `it needs ${count(minimum, 'approval')} and has ${standing} that still ${standing === 1 ? 'counts' : 'count'}${reasons === '' ? '' : ` (${reasons})`}`;
  },
  'reason.policy': ({ run }) => `policy.check ${runIn('en', run)}`,
  'reason.works-by-now': ({ found }, tell) => `it works by now (${tell({ key: 'headline', ...found })})`,
  'reason.remedy-gone': ({ found }, tell) =>
    `this fix is not proposed any more: ${tell({ key: 'headline', ...found })}`,
  'reason.would-not-fix': ({ because }, tell) => `it would not fix this: ${tell(because)}`,
  'reason.ground-moved': ({ changes }) =>
    `the host has changed since the plan was made: ${changes
      .map(({ name, before = 'not there', now = 'not there' }) => `${name} was ${before} and is ${now}`)
      .join('; ')}`,
  'reason.other-plan': ({ removed, added }) => {
    const lines = [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
    return `the plan would be another one now: ${lines.join('; ') || 'its files differ'}`;
  },
  'reason.not-looked-at': ({ host, failure }) =>
    `${host} could not be checked again (${failureIn('en', failure).message.replace(/\.$/, '')})`,
  'reason.asked-again': ({ host }) => `${host} could be asked again`,
  'reason.worker-ended': () => 'the worker that began it ended',
  'reason.too-late-to-verify': ({ host, seconds }) =>
    `the worker that began it ended, and only ${seconds} s were left to verify it before ${host} undoes it by itself`,
  'reason.not-kept': ({ host }) => `${host} did not keep it`,
  'reason.keep-failed': ({ failure }) =>
    `it works, but it could not be kept: ${failureIn('en', failure).message.replace(/\.$/, '')}`,
  'reason.nobody-confirmed': ({ failure }) =>
    `nobody confirmed it in time, and the host was not reachable: ${failureIn('en', failure).message.replace(/\.$/, '')}`,
  'reason.host-is-undoing': ({ said }) => `its undo has begun there and is not done: ${said}`,
  'reason.host-knows-nothing': ({ host }) => `${host} has no record of the change`,
  'reason.waited-for': ({ host, by }) =>
    `it waited too long for the change of ${by} on ${host}, which is neither confirmed nor undone yet (where that was made, "roundtrip undo ${by}" settles it)`,
  'reason.nothing-to-write': () => 'there is nothing to write',
  'reason.persist-never': () => 'fixes are not made permanent here (persist: never)',
  'reason.files-not-kept': ({ host }) => `${host} did not keep the files`,
  'reason.files-not-removed': ({ said }) => `the files that keep it were not removed: ${said}`,
  'reason.no-plan': () => 'there is no plan for it',
  'reason.gateway-first': ({ question }, tell) => `it must be known first: ${tell(question)}`,
  'reason.not-in-diagnosis': () => 'it is not one of the remedies of the diagnosis',
  'reason.not-offered': () => 'it is not offered',
  'reason.withheld': () => 'the audit report says why',
  'reason.unread-checks': ({ commands }) => `these could not be read there: ${commands.join(', ')}`,
};

const LOST = {
  glass: 'may not skip the approval of others any more',
  alone: 'may not undo it alone any more',
  terminal: 'may not approve in the terminal any more',
  asker: 'asked for it, and may not approve it any more',
  'not-an-approver': 'is no approver any more',
  'no-ticket': 'named no change ticket, which is required by now',
  ticket: 'named a change ticket that does not count now',
  'host-name': 'approved without typing the name of the host, which is asked for by now',
} satisfies Record<LostBecause, string>;

function second(moment: string): string {
  return `${moment.slice(0, 19).replace('T', ' ')} UTC`;
}
