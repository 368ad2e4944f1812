import { boxAt, drawing, noteOf } from './boxes.ts';
import { laneShapes } from './lanes.ts';
import type { Leg, Line } from './legs.ts';
import { BETWEEN, FULL, GAP, HALF, INNER, REPLY_LANE, REQUEST_LANE } from './measures.ts';
import type { Drawing, Shape } from './shapes.ts';
import { type Run, textBlock } from './text-block.ts';
import type { InterfaceView, View } from './view.ts';

/** The host: its interfaces where the ways go in and out, what becomes of the packet inside, who answers, what else it has. */
export function hostAt(view: View, y: number): Drawing {
  const { legs, callout, egress, host } = view;
  const lineOut = (leg: Leg): Line => (callout?.leg === leg ? callout.behind : legs[leg]);
  const name = textBlock([{ text: host, bold: true, anchor: 'middle' }], BETWEEN.width);
  const top = y + 3;
  const rowY = top + name.height + 3;
  const row = interfacesAt(view, rowY);
  const insideY = rowY + row.height;
  const note =
    callout && (callout.leg === 'in' || callout.leg === 'out') ? noteOf(callout, BETWEEN.width) : undefined;
  const inside = note ? note.height + 2 * GAP - 4 : 22;
  const markY = insideY + inside / 2;
  const answererY = insideY + inside;
  const isReached = lineOut('in') === 'passed';
  const answerer = boxAt(
    { ...INNER, y: answererY },
    [{ text: view.answerer, anchor: 'middle' }],
    isReached ? 'plain' : 'dashed',
  );
  const others = textBlock(view.others === '' ? [] : [{ text: view.others, limit: 3 }], INNER.width - 8);
  const othersY = answererY + answerer.height + 4;
  const height = othersY + others.height + 3 - y;
  const out = egress.kind === 'none' || egress.kind === 'open';
  return drawing(
    [
      { kind: 'box', ...FULL, y, height, border: 'heavy', fill: 'host' },
      // From the host's border to the boxes of its interfaces the ways go on as they came.
      { kind: 'line', x: REQUEST_LANE, from: y, to: rowY, line: lineOut('to-host'), arrow: true },
      ...(!view.hasWayBack
        ? []
        : [
            {
              kind: 'line',
              x: REPLY_LANE,
              from: rowY,
              to: y,
              line: legs['from-host'],
              arrow: false,
            } satisfies Shape,
          ]),
      ...laneShapes(
        {
          down: { leg: 'in', line: legs.in, isEnd: true },
          up: { leg: 'out', line: legs.out, isEnd: !out },
        },
        insideY,
        answererY,
        callout,
        markY,
      ),
      ...name.place(BETWEEN.x, top),
      ...row.shapes,
      ...answerer.shapes,
      ...(note?.place(BETWEEN.x, markY - note.height / 2) ?? []),
      ...others.place(INNER.x + 4, othersY),
    ],
    height,
  );
}

/** The interfaces that the ways pass: one wide box, or one for each. */
function interfacesAt({ ingress, egress }: View, y: number): Drawing {
  if (egress.kind === 'same') return boxAt({ ...INNER, y }, interfaceRuns(ingress), 'plain');
  const left = { x: INNER.x, y, width: HALF };
  const right = { x: INNER.x + HALF + GAP, y, width: HALF };
  const one = boxAt(left, interfaceRuns(ingress), 'plain');
  const other =
    egress.kind === 'other'
      ? boxAt(right, interfaceRuns(egress.interface), 'plain')
      : boxAt(right, [{ text: egress.text, anchor: 'middle' }], 'dashed');
  const height = Math.max(one.height, other.height);
  // Both end on one height, so that what goes on below them begins there.
  const stretched = [...one.shapes, ...other.shapes].map((shape) =>
    shape.kind === 'box' ? { ...shape, height } : shape,
  );
  return drawing(stretched, height);
}

function interfaceRuns({ name, notes, addresses }: InterfaceView): Run[] {
  return [
    { text: [name, ...notes].join(' · '), bold: true },
    ...addresses.map(({ text, asked }) => ({ text, bold: asked })),
  ];
}
