import { type Asked, askedOf, type DiagnoseInput } from './asked.ts';
import { type Modelled, modelledOf } from './modelled.ts';
import { type Seen, seenOf } from './seen.ts';

export type { DiagnoseInput } from './asked.ts';
export { deviceOf, hopsOf, waysOf } from './modelled.ts';

/** Everything that stages and causes look at: prepared once, never changed. */
export type Walk = {
  asked: Asked;
  seen: Seen;
  modelled: Modelled;
  /** What was worked out for this walk, by what worked it out. */
  worked: Map<unknown, unknown>;
};

/** Works something out once for each walk, and keeps it as long as the walk lasts. */
export function once<Result>(workOut: (walk: Walk) => Result): (walk: Walk) => Result {
  return (walk) => {
    const { worked } = walk;
    if (!worked.has(workOut)) worked.set(workOut, workOut(walk));
    return worked.get(workOut) as Result;
  };
}

/** Prepares the walk: joins what was asked and what was seen with what the model says of the same flow. */
export function prepareWalk(input: DiagnoseInput): Walk {
  const family = input.flow.to.includes(':') ? 6 : 4;
  const { seen, from } = seenOf(input, family);
  const asked = askedOf(input, family, from, seen.ingress);
  return { asked, seen, modelled: modelledOf(asked.flow, family, seen), worked: new Map() };
}

/** Evidence ids of this walk that begin with any of the given kinds (`routes` also finds `routes-2`). */
export function cite(walk: Walk, ...kinds: string[]): string[] {
  const own = walk.seen.observation.evidence.map(({ id }) => id);
  const peers = (walk.seen.peer?.evidence ?? []).map(({ id }) => `peer-${id}`);
  return [...own, ...peers].filter((id) => kinds.some((kind) => id === kind || id.startsWith(`${kind}-`)));
}

export { modelledOf };
