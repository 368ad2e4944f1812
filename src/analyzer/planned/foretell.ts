import {
  type ChangeForecast,
  type FlowAnswer,
  FORETOLD,
  type Foretold,
  type ForetoldFlow,
  type ForetoldRow,
  type Observation,
  type PlannedReach,
  type PlannedText,
} from '../model/index.ts';
import { answerOn, portsIn, sideOf } from './answer.ts';
import { type AppliedText, applyText } from './apply.ts';
import { flowsOf } from './asked-flows.ts';
import { assumptionsOf } from './assumptions.ts';

/**
 * What a planned change would stop and repair: its lines are made in the host's state in thought, with the kernel's own side effects,
 * and each flow is judged before and after. Pure; nothing is run.
 */
export function foretellChange(observation: Observation, text: PlannedText): ChangeForecast {
  const host = observation.host ?? '';
  const applied = applyText(observation.state, text);
  const ports = portsIn(observation.state, applied.state);
  const before = sideOf(observation, host, ports);
  const after = sideOf({ ...observation, state: applied.state }, host, ports);
  const rows = flowsOf(observation.state, applied.state).map((flow): ForetoldRow => {
    const answers = { before: answerOn(before, flow, 'before'), after: answerOn(after, flow, 'after') };
    const doubt = doubtOf(applied, flow, [answers.before, answers.after]);
    const foretold = doubt === undefined ? foretoldOf(answers) : 'unknown';
    return { flow, foretold, ...answers, ...(doubt === undefined ? {} : { doubt }) };
  });
  return {
    host,
    form: text.form,
    rows: rows.toSorted((one, other) => FORETOLD.indexOf(one.foretold) - FORETOLD.indexOf(other.foretold)),
    lines: applied.lines.toSorted((one, other) => one.line.line - other.line.line),
    assumed: assumptionsOf(observation.state, text, applied),
  };
}

function foretoldOf({ before, after }: { before: FlowAnswer; after: FlowAnswer }): Foretold {
  const isSame = JSON.stringify(before.way) === JSON.stringify(after.way);
  if (before.status === 'unknown' || after.status === 'unknown')
    return before.status === after.status && isSame && before.told?.cause === after.told?.cause
      ? 'unchanged'
      : 'unknown';
  if (after.status === 'stopped') return before.status === 'answered' ? 'stops' : 'still-stopped';
  if (before.status === 'stopped') return 'repairs';
  return isSame ? 'unchanged' : 'moves';
}

/** The first line whose effect is open and may reach the flow. */
function doubtOf(
  { lines }: AppliedText,
  flow: ForetoldFlow,
  answers: readonly FlowAnswer[],
): { line: number } | undefined {
  const open = lines.find(({ outcome }) => outcome.kind === 'open' && reaches(outcome.reach, flow, answers));
  return open && { line: open.line.line };
}

function reaches(
  { family, device }: PlannedReach,
  flow: ForetoldFlow,
  answers: readonly FlowAnswer[],
): boolean {
  const own = flow.kind === 'started' ? flow.family : flow.address.includes(':') ? 6 : 4;
  if (family !== undefined && family !== own) return false;
  if (device === undefined) return true;
  const comesIn = flow.kind !== 'started' && flow.device === device;
  return (
    comesIn ||
    answers.some(({ way }) => way.kind === 'leaves' && way.hops.some((hop) => hop.device === device))
  );
}
