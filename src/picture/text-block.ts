import { LINE, SIZE } from './measures.ts';
import type { Box, TextShape } from './shapes.ts';
import { wrap } from './wrap.ts';

/** One run of text within a block: it begins a line of its own. */
export type Run = { text: string; bold?: boolean; limit?: number; anchor?: TextShape['anchor'] };

/** Lines of text that are laid out before it is known where they stand. */
export type TextBlock = { width: number; height: number; place(x: number, y: number): TextShape[] };

/** Breaks the runs into lines of at most `width` pixels. */
export function textBlock(runs: readonly Run[], width: number): TextBlock {
  const lines = runs.flatMap(({ text, bold = false, limit = 2, anchor = 'start' }) =>
    wrap(text, width, SIZE, limit).map((line) => ({ text: line, bold, anchor })),
  );
  const height = lines.length * LINE;
  return {
    width,
    height,
    place(x, y) {
      const within: Box = { x, y, width, height };
      return lines.map(({ text, bold, anchor }, at) => ({
        kind: 'text',
        text,
        x: anchor === 'start' ? x : anchor === 'end' ? x + width : x + width / 2,
        y: y + at * LINE + BASELINE,
        anchor,
        size: SIZE,
        bold,
        within,
      }));
    },
  };
}

/** Where letters stand in their line: the font's ascent, and half of what the line is higher than the letters. */
const BASELINE = (LINE - SIZE) / 2 + SIZE * 0.88;
