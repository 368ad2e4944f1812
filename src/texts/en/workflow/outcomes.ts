import type { Sentences } from '../../sentences.ts';
import type { OutcomeMessages } from '../../workflow/outcomes.ts';

export const outcomeSentences: Sentences<OutcomeMessages> = {
  'outcome.expired': () => 'nobody approved it in time',
  'outcome.no-reason': () => 'no reason given',
  'outcome.unchanged': ({ because }, tell) => `Nothing was changed: ${tell(because)}`,
  'outcome.taken-back': ({ because }, tell) => `Taken back at once, the host is as it was: ${tell(because)}`,
  'outcome.never-begun': ({ because }, tell) => `It was never begun: ${tell(because)}`,
  'outcome.unfinished': ({ because }, tell) => `The work could not be finished: ${tell(because)}`,
  'outcome.host-undid': ({ because, said }, tell) => `${tell(because)}; the host undid it: ${said}`,
  'outcome.record-gone': ({ because, host }, tell) =>
    `${tell(because)}; ${host} has no record of the change any more (a reboot clears it), and nothing of it is there now`,
  'outcome.undo-failed-too': ({ because, detail }, tell) =>
    `${tell(because)}; undoing it failed: ${tell(detail)}`,
  'outcome.host-not-asked': ({ host, last, because }, tell) =>
    `${host} could not be asked what became of the change (${tell(last)}); its own undo should have fired. It began with: ${tell(because)}`,
  'outcome.host-kept': ({ host }) => `${host} has kept the change`,
  'outcome.files-kept': ({ host }) => `${host} has kept the files`,
  'outcome.files-stand': () => 'what the files keep is there, made by their owner',
  'outcome.host-removed-files': ({ because, said }, tell) =>
    `${tell(because)}; the host removed the files: ${said}`,
  'outcome.removing-files-failed': ({ because, detail }, tell) =>
    `${tell(because)}; removing the files failed: ${tell(detail)}`,
  'outcome.not-undone': ({ because }, tell) => `Nothing was undone: ${tell(because)}`,
  'outcome.removed': () => 'The fix was removed',
  'outcome.nothing-was-there': () => 'Nothing of it was there any more',
  'outcome.others-left': ({ lines }) => `What others put in its place was left alone: ${lines.join('; ')}`,
  'outcome.undone-beside': ({ because, lines }, tell) =>
    `${tell(because)}. What others put in its place was left alone: ${lines.join('; ')}`,
  'proof.probe': ({ ok, found, counted }, tell) => {
    const answered = counted ? ` (${counted.received} of ${counted.sent} answered)` : '';
    const headline = tell({ key: 'headline', ...found });
    return ok
      ? `A new probe over a new connection is answered${answered}: ${headline}`
      : `After the change a new probe still fails${answered}: ${headline}`;
  },
  'proof.unchecked': ({ because }, tell) =>
    `After the change it could not be checked: ${because ? tell(because) : 'no probe was sent'}`,
  'proof.each': ({ proofs }, tell) =>
    proofs.map(({ device, proof }) => `${device}: ${tell(proof)}`).join('; '),
  'proof.client': ({ seen }, tell) => `A real client's request was seen to be answered: ${tell(seen)}`,
  'proof.person': ({ by }) => `${by} confirmed that it works`,
  'proof.nobody': ({ seconds, devices }) =>
    `Within ${time(seconds)} no answered request of a real client was seen${devices.length === 0 ? '' : ` on ${devices.join(', ')}`}, and nobody confirmed that it works`,
  'proof.awaited': () =>
    'no host can send a probe; it takes an answered request of a real client, or a person who confirms it',
};

function time(seconds: number): string {
  return seconds % 60 === 0 && seconds > 60 ? `${seconds / 60} minutes` : `${seconds} seconds`;
}
