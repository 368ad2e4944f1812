import { FONT_FAMILY, widthOf } from './font/characters.ts';
import type { Line } from './legs.ts';
import type { Drawing, Shape, TextShape } from './shapes.ts';
import type { Mark } from './view.ts';

const INK = '#1b1f24';
const FAINT = '#59636e';

/** Each kind of line by its dashes, so that it is told without colour as well. */
const LINES: Record<Line, string> = {
  passed: `stroke="${INK}" stroke-width="2.5"`,
  'not-known': `stroke="${INK}" stroke-width="2.5" stroke-linecap="round" stroke-dasharray="0.1 6"`,
  'not-reached': `stroke="${FAINT}" stroke-width="1.5" stroke-dasharray="7 5"`,
};

const BORDERS = {
  plain: `stroke="${FAINT}" stroke-width="1"`,
  heavy: `stroke="${INK}" stroke-width="1.8"`,
  dashed: `stroke="${INK}" stroke-width="1.2" stroke-dasharray="5 3"`,
} as const;

const FILLS = { white: '#ffffff', host: '#f1f4f8', note: '#fffbea' } as const;

const RADIUS = 9;

/** A mark is a circle with a sign: full where it is certain, empty where it is not. */
const MARKS: Record<Mark, { colour: string; isFull: boolean; sign: string }> = {
  stop: { colour: '#b3261e', isFull: true, sign: 'M-4-4 4 4M4-4-4 4' },
  'probable-stop': { colour: '#b3261e', isFull: false, sign: 'M-4-4 4 4M4-4-4 4' },
  question: { colour: '#8a5a00', isFull: false, sign: 'M-2.8-2.4a2.9 2.9 0 1 1 4.4 2.6q-1.6.8-1.6 2M0 5v.2' },
  ok: { colour: '#1a6b35', isFull: true, sign: 'M-4.4.4-1.4 3.6 4.4-3.6' },
};

/** One picture of the given drawings, one below the other, with what it shows as a title and a description for who cannot see it. */
export function svgOf(drawings: readonly Drawing[], title: string, description: string): string {
  const width = Math.max(...drawings.map((drawing) => drawing.width));
  const height = drawings.reduce((sum, drawing) => sum + drawing.height, 0);
  let y = 0;
  const groups = drawings.map((drawing, at) => {
    const divider = at === 0 ? '' : `<path d="M0 0H${width}" stroke="${INK}" stroke-width="2"/>`;
    const group = `<g transform="translate(0 ${number(y)})">${divider}${drawing.shapes.map(element).join('')}</g>`;
    y += drawing.height;
    return group;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${number(height)}" viewBox="0 0 ${width} ${number(height)}" role="img" aria-labelledby="title description" font-family="${FONT_FAMILY}, monospace">`,
    `<title id="title">${escaped(title)}</title><desc id="description">${escaped(description)}</desc>`,
    `<rect width="${width}" height="${number(height)}" fill="#ffffff"/>`,
    ...groups,
    '</svg>',
    '',
  ].join('\n');
}

function element(shape: Shape): string {
  switch (shape.kind) {
    case 'box': {
      const { x, y, width, height, border, fill } = shape;
      return `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" rx="4" fill="${FILLS[fill]}" ${BORDERS[border]}/>`;
    }
    case 'line': {
      const { x, from, to, line, arrow } = shape;
      const tip = to > from ? -1 : 1;
      const head = arrow
        ? `<path d="M${number(x - 5)} ${number(to + tip * 7)}L${number(x)} ${number(to + tip)}L${number(x + 5)} ${number(to + tip * 7)}" fill="none" stroke="${line === 'passed' ? INK : FAINT}" stroke-width="2"/>`
        : '';
      return `<path d="M${number(x)} ${number(from)}V${number(to)}" ${LINES[line]} fill="none"/>${head}`;
    }
    case 'rule':
      return `<path d="M${number(shape.from)} ${number(shape.y)}H${number(shape.to)}" ${LINES[shape.line]} fill="none"/>`;
    case 'mark': {
      const { colour, isFull, sign } = MARKS[shape.mark];
      return `<g transform="translate(${number(shape.x)} ${number(shape.y)})"><circle r="${RADIUS}" fill="${isFull ? colour : '#ffffff'}" stroke="${colour}" stroke-width="2"/><path d="${sign}" fill="none" stroke="${isFull ? '#ffffff' : colour}" stroke-width="2.2" stroke-linecap="round"/></g>`;
    }
    case 'text':
      return textElement(shape);
  }
}

/** The length is given, so that another font in its place does not run out of its box. Bold is drawn: it takes no more room. */
function textElement({ text, x, y, anchor, size, bold }: TextShape): string {
  const width = widthOf(text, size);
  const start = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  const weight = bold ? ` stroke="${INK}" stroke-width="0.5"` : '';
  return `<text x="${number(start)}" y="${number(y)}" font-size="${size}" fill="${INK}"${weight} textLength="${number(width)}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${escaped(text)}</text>`;
}

function number(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as XML takes it: without what it forbids even as a reference (XML 1.0, 2.2). */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
