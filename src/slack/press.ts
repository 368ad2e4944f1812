import { z } from 'zod';
import { TriageId } from '../triage/index.ts';

/** What a button carries: all that its press needs, so that any process can answer it, also after a restart. */
export const Press = z.object({
  triage: TriageId,
  /** Hash of the plan that was shown when the button was. */
  plan: z.string().max(128).optional(),
  remedy: z.string().max(64).optional(),
  /** Inventory host that would send the probe; under a scan the host that would be looked at. */
  host: z.string().max(253).optional(),
  /** Its interface that would be looked at. */
  interface: z.string().max(64).optional(),
});
export type Press = z.infer<typeof Press>;

/** The text for a button's `value`. */
export function writePress(press: Press): string {
  return JSON.stringify(press);
}

/** What a button's `value` says; undefined where it is not ours. */
export function readPress(value: string | undefined): Press | undefined {
  try {
    return Press.safeParse(JSON.parse(value ?? '')).data;
  } catch {
    return undefined;
  }
}

/** The buttons' action ids. Messages that stand in channels carry them: never rename one. */
export const ACTION = {
  chooseRemedy: 'choose-remedy',
  nameGateway: 'name-gateway',
  probeFrom: 'probe-from',
  includeOthers: 'include-others',
  lookAgain: 'look-again',
  judgeRight: 'judge-right',
  judgeWrong: 'judge-wrong',
  stop: 'stop',
  waitLonger: 'wait-longer',
  approve: 'approve',
  reject: 'reject',
  rejectWith: 'reject-with',
  breakGlass: 'break-glass',
  sign: 'sign',
  itWorks: 'it-works',
  makePermanent: 'make-permanent',
  recheck: 'recheck',
  undo: 'undo',
  fullOutput: 'full-output',
  checkFound: 'check-found',
  checkAnother: 'check-another',
} as const;
