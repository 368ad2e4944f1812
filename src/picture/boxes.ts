import { PADDING, WIDTH } from './measures.ts';
import type { Box, Drawing, Shape } from './shapes.ts';
import { type Run, textBlock } from './text-block.ts';
import type { Callout } from './view.ts';

/** A box around lines of text. */
export function boxAt(
  { x, y, width }: Omit<Box, 'height'>,
  runs: readonly Run[],
  border: 'plain' | 'heavy' | 'dashed',
  fill: 'white' | 'note' = 'white',
): Drawing {
  const text = textBlock(runs, width - 2 * PADDING);
  const height = text.height + 2 * (PADDING - 2);
  return drawing(
    [{ kind: 'box', x, y, width, height, border, fill }, ...text.place(x + PADDING, y + PADDING - 2)],
    height,
  );
}

/** Something that is laid out before it is known where it stands. */
export type Note = { height: number; place(x: number, y: number): Shape[] };

/** The note that stands beside a mark. */
export function noteOf({ heading, reason, mark }: Callout, width: number): Note {
  const text = textBlock(
    [
      { text: heading, bold: true },
      { text: reason, limit: 4 },
    ],
    width - 2 * PADDING,
  );
  const height = text.height + 2 * (PADDING - 2);
  const border = mark === 'stop' ? 'heavy' : mark === 'ok' ? 'plain' : 'dashed';
  return {
    height,
    place: (x, y) => [
      { kind: 'box', x, y, width, height, border, fill: 'note' },
      ...text.place(x + PADDING, y + PADDING - 2),
    ],
  };
}

/** Shapes over the whole width, and how much room they take. */
export function drawing(shapes: Shape[], height: number): Drawing {
  return { shapes, width: WIDTH, height };
}
