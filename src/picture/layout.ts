import { boxAt, drawing } from './boxes.ts';
import { gapAt, routersAt } from './gap.ts';
import { hostAt } from './host.ts';
import { gaps } from './lanes.ts';
import type { Line } from './legs.ts';
import { FULL, LINE, MARGIN, WIDTH } from './measures.ts';
import type { Drawing, Shape } from './shapes.ts';
import { type Run, textBlock } from './text-block.ts';
import type { View } from './view.ts';

/** Lays a view out from top to bottom: title, sender, routers, host, and what the lines mean. */
export function layOut(view: View): Drawing {
  const shapes: Shape[] = [];
  let y = MARGIN;
  const add = (drawn: { shapes: Shape[]; height: number }): void => {
    shapes.push(...drawn.shapes);
    y += drawn.height;
  };
  const { request, reply } = view.routers;
  const hasRouter = request !== undefined || reply !== undefined;
  const [first, last] = gaps(view);
  add(titleAt(view, y));
  add(boxAt({ ...FULL, y }, senderRuns(view), 'plain'));
  if (hasRouter) {
    add(gapAt(view, y, first, false));
    add(routersAt(view, y, first));
  }
  add(gapAt(view, y, last, true));
  add(hostAt(view, y));
  add(settlesAt(view, y));
  add(legendAt(view, y));
  return { shapes, width: WIDTH, height: Math.ceil(y + MARGIN) };
}

function senderRuns({ sender }: View): Run[] {
  return [
    { text: sender.name, bold: true, anchor: 'middle' },
    ...(sender.address === undefined ? [] : [{ text: sender.address, anchor: 'middle' as const }]),
  ];
}

function titleAt({ mark, outcome, flow }: View, y: number): Drawing {
  const text = textBlock(
    [
      { text: outcome, bold: true },
      { text: flow, limit: 3 },
    ],
    WIDTH - 2 * MARGIN - 26,
  );
  return drawing(
    [{ kind: 'mark', x: MARGIN + 11, y: y + 10, mark }, ...text.place(MARGIN + 26, y)],
    text.height + 6,
  );
}

function settlesAt({ settles }: View, y: number): Drawing {
  if (settles === undefined) return drawing([], 0);
  const box = boxAt(
    { ...FULL, y: y + 6 },
    [
      { text: settles.label, bold: true },
      { text: settles.command, limit: 4 },
    ],
    'plain',
    'note',
  );
  return drawing(box.shapes, box.height + 6);
}

/** What the kinds of lines mean, where there is another than that of what passes. */
function legendAt(view: View, y: number): Drawing {
  const { legs, callout, legend } = view;
  const used = new Set<Line>([...Object.values(legs), ...(callout ? [callout.behind] : [])]);
  if (used.size < 2 && used.has('passed')) return drawing([], 0);
  const shapes: Shape[] = [];
  let x = MARGIN + 4;
  for (const line of ['passed', 'not-known', 'not-reached'] as const) {
    if (!used.has(line)) continue;
    const text = textBlock([{ text: legend[line], limit: 1 }], (WIDTH - 2 * MARGIN) / 3 - 34);
    shapes.push(
      { kind: 'rule', y: y + 6 + LINE / 2, from: x, to: x + 24, line },
      ...text.place(x + 30, y + 6),
    );
    x += (WIDTH - 2 * MARGIN) / 3;
  }
  return drawing(shapes, LINE + 6);
}
