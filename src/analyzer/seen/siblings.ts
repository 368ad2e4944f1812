import type { Walk } from '../walk/index.ts';

/** Whether another address of the host answers the same kind of packet from the same sender: no filter on that kind is at fault. */
export function siblingPasses({ asked: { working, flow } }: Walk): boolean {
  return working.some(
    (other) =>
      other.to !== flow.to &&
      other.protocol === flow.protocol &&
      (flow.from === undefined || other.from === undefined || other.from === flow.from),
  );
}
