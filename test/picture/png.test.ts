import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, test } from 'vitest';
import { diagnoseInCodes } from '../../src/library.ts';
import { drawable, FONT_FAMILY, WIDTHS, widthOf } from '../../src/picture/font/characters.ts';
import { pictureOf, pngOf, remedyToShow } from '../../src/picture/index.ts';
import { root } from '../cli/run-roundtrip.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { readRecordings } from '../lab/scenarios/recording.ts';
import { article, PAGES, README } from './article.ts';

const FONT_FILE = join(root, 'src', 'picture', 'font', 'biz-ud-gothic.ttf');

/** Width and height of a PNG (RFC 2083, 4.1.1: the header chunk comes first). */
function sizeOf(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

describe('the PNG', () => {
  test('of a sample of the scenarios is drawn, twice as large as the SVG', async () => {
    const sample = SCENARIOS.filter((_, at) => at % 15 === 0);
    const recorded = readRecordings(sample).map(({ asked }) => diagnoseInCodes(asked));
    expect(recorded.length).toBeGreaterThan(8);

    for (const found of recorded) {
      const options = { remedy: remedyToShow(found) };
      const { width, height } = pictureOf(found, options);
      const { png } = await pngOf(found, options);

      expect(sizeOf(png)).toEqual({ width: 2 * width, height: 2 * height });
      expect(png.length).toBeLessThan(400_000);
    }
  });

  test.each(['now', 'after'] as const)('the README shows what is drawn today: %s', (show) => {
    const { found, remedy } = article();
    const { width, height, alternativeText } = pictureOf(found, { remedy, show });

    expect(sizeOf(readFileSync(PAGES[show]))).toEqual({ width: 2 * width, height: 2 * height });
    expect(alternativesIn(readFileSync(README, 'utf8'))).toContain(alternativeText);
  });
});

function alternativesIn(page: string): string[] {
  return [...page.matchAll(/<img [^>]*alt="([^"]*)"/g)].map(([, text = '']) =>
    text.replaceAll('&quot;', '"'),
  );
}

describe('the font', () => {
  test('draws each character that is listed, and is as wide as the list says', () => {
    const font = readFont(readFileSync(FONT_FILE));

    expect(Object.fromEntries(font)).toEqual(Object.fromEntries(WIDTHS));
  });

  test.each([
    'server-b',
    '2001:db8:85a3::8a2e:370:7334/64',
    'Probably stops here (WWW)',
    '応答は eth0 から出ます。',
  ])('draws "%s" within the width that is reckoned with', (text) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="40"><text x="10" y="20" font-family="${FONT_FAMILY}" font-size="12" stroke="#000" stroke-width="0.5">${text}</text></svg>`;
    const box = new Resvg(svg, { font: { fontFiles: [FONT_FILE], loadSystemFonts: false } }).getBBox();
    const reckoned = widthOf(text, 12);

    expect(box?.width).toBeLessThanOrEqual(reckoned + 1);
    expect(box?.width).toBeGreaterThan(reckoned * 0.85);
  });

  test('a character that it has not is shown as one', () => {
    expect(drawable('é🙂\u202eｱ漢\0')).toBe('é??ｱ漢?');
  });
});

/** The font's characters with their widths in em, from its tables `cmap` (format 4) and `hmtx` (OpenType 1.9). */
function readFont(file: Buffer): Map<number, number> {
  const tables = new Map(
    Array.from({ length: file.readUInt16BE(4) }, (_, at) => {
      const entry = 12 + at * 16;
      return [file.toString('latin1', entry, entry + 4), file.readUInt32BE(entry + 8)] as const;
    }),
  );
  const offsetOf = (name: string): number => {
    const offset = tables.get(name);
    if (offset === undefined) throw new Error(`the font has no table ${name}`);
    return offset;
  };
  const unitsPerEm = file.readUInt16BE(offsetOf('head') + 18);
  const metrics = file.readUInt16BE(offsetOf('hhea') + 34);
  const widthOfGlyph = (glyph: number) =>
    file.readUInt16BE(offsetOf('hmtx') + 4 * Math.min(glyph, metrics - 1)) / unitsPerEm;
  const cmap = offsetOf('cmap');
  const subtables = Array.from(
    { length: file.readUInt16BE(cmap + 2) },
    (_, at) => cmap + file.readUInt32BE(cmap + 8 + at * 8),
  );
  const table = subtables.find((offset) => file.readUInt16BE(offset) === 4);
  if (table === undefined) throw new Error('the font has no character map of format 4');
  const segments = file.readUInt16BE(table + 6) / 2;
  const widths = new Map<number, number>();
  for (let at = 0; at < segments; at++) {
    const word = (array: number) => table + 14 + array * segments * 2 + (array > 0 ? 2 : 0) + at * 2;
    const [last, first, delta, range] = [word(0), word(1), word(2), word(3)].map((offset) =>
      file.readUInt16BE(offset),
    );
    if (last === undefined || first === undefined || delta === undefined || range === undefined) continue;
    for (let code = first; code <= last && code < 0xffff; code++) {
      const index = range === 0 ? code : file.readUInt16BE(word(3) + range + 2 * (code - first));
      const glyph = range !== 0 && index === 0 ? 0 : (index + delta) & 0xffff;
      if (glyph !== 0) widths.set(code, widthOfGlyph(glyph));
    }
  }
  return widths;
}
