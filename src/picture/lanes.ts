import type { Leg, Line } from './legs.ts';
import { REPLY_LANE, REQUEST_LANE } from './measures.ts';
import type { Shape } from './shapes.ts';
import type { Callout, View } from './view.ts';

/** One way from a row of boxes to the next. `leg`: where a mark stands on it; `isEnd`: where it has an arrow's head. */
type Stretch = { leg?: Leg; line: Line; isEnd: boolean };

/** Both ways on one height; without a way back there is one. */
export type Gap = { down: Stretch; up: Stretch | undefined };

/** The stretches between sender and routers, and between those and the host; without a router a way is one stretch. */
export function gaps({ legs, routers, callout, hasWayBack }: View): [first: Gap, last: Gap] {
  const stretch = (leg: Leg, isEnd: boolean): Stretch => ({ leg, line: legs[leg], isEnd });
  const [toRouter, fromRouter] = [routers.request !== undefined, routers.reply !== undefined];
  const passedOn = callout?.leg === 'from-host' ? callout.behind : legs['from-host'];
  return [
    {
      down: toRouter ? stretch('to-router', true) : { line: legs['to-host'], isEnd: false },
      up: !hasWayBack
        ? undefined
        : fromRouter
          ? stretch('from-router', true)
          : { line: passedOn, isEnd: true },
    },
    {
      // It goes on into the host, to the interface's box.
      down: stretch('to-host', false),
      up: hasWayBack ? stretch('from-host', fromRouter || !toRouter) : undefined,
    },
  ];
}

/** Both lanes from `top` to `bottom`; the mark of a callout on its own lane, at the height of its note. */
export function laneShapes(
  { down, up }: Gap,
  top: number,
  bottom: number,
  callout: Callout | undefined,
  markY: number,
): Shape[] {
  return [
    ...laneOf(down, { x: REQUEST_LANE, start: top, end: bottom }, callout, markY),
    ...(up ? laneOf(up, { x: REPLY_LANE, start: bottom, end: top }, callout, markY) : []),
  ];
}

function laneOf(
  { leg, line, isEnd }: Stretch,
  { x, start, end }: { x: number; start: number; end: number },
  callout: Callout | undefined,
  markY: number,
): Shape[] {
  if (callout === undefined || callout.leg !== leg)
    return [{ kind: 'line', x, from: start, to: end, line, arrow: isEnd }];
  return [
    { kind: 'line', x, from: start, to: markY, line, arrow: false },
    { kind: 'line', x, from: markY, to: end, line: callout.behind, arrow: isEnd },
    { kind: 'mark', x, y: markY, mark: callout.mark },
  ];
}
