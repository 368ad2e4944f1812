import { boxAt, drawing, type Note, noteOf } from './boxes.ts';
import { drawable, widthOf } from './font/characters.ts';
import { type Gap, laneShapes } from './lanes.ts';
import {
  BESIDE,
  BETWEEN,
  FULL,
  GAP,
  HALF,
  INNER,
  PADDING,
  REPLY_LANE,
  REQUEST_LANE,
  SIZE,
} from './measures.ts';
import type { Drawing, Shape } from './shapes.ts';
import { textBlock } from './text-block.ts';
import type { View } from './view.ts';

/** The ways between two rows of boxes, with what is said beside them. */
export function gapAt(view: View, y: number, gap: Gap, isLabelled: boolean): Drawing {
  const { callout } = view;
  const isHere = callout !== undefined && [gap.down.leg, gap.up?.leg].includes(callout.leg);
  const labels = isLabelled ? labelsOf(view) : undefined;
  const note = isHere ? noteOf(callout, BETWEEN.width) : undefined;
  const noteY = y + GAP / 2 + (labels ? labels.height + 2 : 0);
  const height = note ? noteY - y + note.height + GAP : Math.max(22, (labels?.height ?? 0) + GAP);
  return drawing(
    [
      ...laneShapes({ down: gap.down, up: gap.up }, y, y + height, callout, noteY + (note?.height ?? 0) / 2),
      ...(labels?.place(BETWEEN.x, y + GAP / 2) ?? []),
      ...(note?.place(BETWEEN.x, noteY) ?? []),
    ],
    height,
  );
}

/** What goes in and what comes back, beside the lanes: in one line where there is room for both. */
function labelsOf({ request, reply, hasWayBack }: View): Note {
  const half = BETWEEN.width / 2;
  const left = textBlock([{ text: request, limit: 2 }], half);
  const right = textBlock([{ text: hasWayBack ? reply : '', anchor: 'end', limit: 2 }], half);
  const inset = BESIDE - 8;
  return {
    height: Math.max(left.height, right.height),
    place: (x, y) => [...left.place(x - inset, y), ...right.place(x + half + inset, y)],
  };
}

/** One box where both ways pass a router, else one on the way that does; the other way passes beside it. */
export function routersAt(view: View, y: number, { down, up }: Gap): Drawing {
  const { label, request, reply } = view.routers;
  const both = request !== undefined && reply !== undefined;
  const [one, other] = [request ?? '', reply ?? ''];
  if (both) {
    const sides = [one, other].filter((address) => address !== '');
    const beside = FULL.width / 2 - PADDING - widthOf(drawable(label), SIZE) / 2 - GAP;
    const inOneLine = sides.every((address) => widthOf(drawable(address), SIZE) <= beside);
    if (sides.length === 0 || (sides.length === 2 && one === other) || !inOneLine) {
      const text = [label, ...new Set(sides)].join(' ');
      return boxAt({ ...FULL, y }, [{ text, anchor: 'middle' }], 'plain');
    }
    const block = (text: string, anchor: 'start' | 'middle' | 'end') =>
      textBlock([{ text, anchor }], FULL.width - 2 * PADDING).place(FULL.x + PADDING, y + PADDING - 2);
    const box = boxAt({ ...FULL, y }, [{ text: label, anchor: 'middle' }], 'plain');
    return drawing([...box.shapes, ...block(one, 'start'), ...block(other, 'end')], box.height);
  }
  const isLeft = request !== undefined;
  const text = `${label} ${isLeft ? one : other}`.trim();
  const box = boxAt(
    { x: isLeft ? INNER.x : INNER.x + HALF + GAP, y, width: HALF },
    [{ text, anchor: 'middle' }],
    'plain',
  );
  const beside = isLeft ? up : down;
  const line = beside && { line: beside.line, arrow: false, from: y, to: y + box.height };
  return drawing(
    [
      ...(line ? [{ kind: 'line', x: isLeft ? REPLY_LANE : REQUEST_LANE, ...line } satisfies Shape] : []),
      ...box.shapes,
    ],
    box.height,
  );
}
