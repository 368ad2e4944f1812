import {
  type ChangeForecast,
  type FlowAnswer,
  FORETOLD,
  type Foretold,
  type ForetoldFlow,
  type ForetoldRow,
  type Observation,
  type PlannedAssumption,
  type PlannedReach,
  type PlannedText,
} from '../model/index.ts';
import { answerOn, portsIn, sideOf } from './answer.ts';
import { type AppliedText, applyText } from './apply.ts';
import { flowsOf } from './asked-flows.ts';
import { assumptionsOf } from './assumptions.ts';
import { unseenHop } from './next-hop-seen.ts';

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
  const rows = flowsOf(before, after).map((flow): ForetoldRow => {
    const answers = { before: answerOn(before, flow, 'before'), after: answerOn(after, flow, 'after') };
    const line = openLine(applied, flow, [answers.before, answers.after]);
    if (line !== undefined) return { flow, foretold: 'unknown', ...answers, doubt: { about: 'line', line } };
    const foretold = foretoldOf(answers);
    const hop = answers.after.status === 'answered' ? unseenHop(before, after, flow, answers) : undefined;
    if (hop === undefined) return { flow, foretold, ...answers };
    // What does not work now can only be repaired, so that it stays told as what it would be.
    return {
      ...{ flow, foretold: foretold === 'moves' ? 'unknown' : foretold, ...answers },
      doubt: { about: 'next-hop', ...hop },
    };
  });
  return {
    host,
    form: text.form,
    rows: withoutAlike(rows).toSorted(
      (one, other) => FORETOLD.indexOf(one.foretold) - FORETOLD.indexOf(other.foretold),
    ),
    lines: applied.lines.toSorted((one, other) => one.line.line - other.line.line),
    assumed: [...assumptionsOf(observation.state, text, applied), ...hopsSupposed(rows)],
  };
}

/** Next hops that nothing shows and that a repair rests on. */
function hopsSupposed(rows: readonly ForetoldRow[]): PlannedAssumption[] {
  const hops = rows.flatMap(({ foretold, doubt }) =>
    foretold === 'repairs' && doubt?.about === 'next-hop' ? [doubt] : [],
  );
  return [...new Map(hops.map((hop) => [`${hop.address} ${hop.device}`, hop])).values()];
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

/** Rows but those of traffic that fares as the ping of the same addresses does, or that the change does not touch. */
function withoutAlike(rows: readonly ForetoldRow[]): ForetoldRow[] {
  const nameOf = ({ flow }: ForetoldRow) =>
    flow.kind === 'asked'
      ? `${flow.device} ${flow.address} ${flow.sender.address}`
      : flow.kind === 'started'
        ? flow.address
        : '';
  const plain = new Map(
    rows.flatMap((row) => (hasTraits(row) ? [] : [[nameOf(row), row.foretold] as const])),
  );
  return rows.filter((row) => {
    const { foretold } = row;
    if (!hasTraits(row)) return true;
    return foretold !== 'unchanged' && foretold !== 'still-stopped' && plain.get(nameOf(row)) !== foretold;
  });
}

function hasTraits({ flow }: ForetoldRow): boolean {
  return flow.kind !== 'session' && flow.traits !== undefined;
}

/** The first line whose effect is open and may reach the flow. */
function openLine(
  { lines }: AppliedText,
  flow: ForetoldFlow,
  answers: readonly FlowAnswer[],
): number | undefined {
  return lines.find(({ outcome }) => outcome.kind === 'open' && reaches(outcome.reach, flow, answers))?.line
    .line;
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
