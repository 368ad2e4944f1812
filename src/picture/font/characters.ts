/*
 * BIZ UDGothic has two widths: half an em for Latin letters, a whole em for Japanese. So a text can be measured without the
 * font. Both tables are of the file beside this one; test/picture/font.test.ts compares them with it.
 */

/** The font's family, as the file names itself. */
export const FONT_FAMILY = 'BIZ UDGothic';

type Ranges = readonly (readonly [first: number, last: number])[];

/** Characters of half an em. */
const HALF_WIDTH: Ranges = [
  [0x20, 0x7e],
  [0xa0, 0xa6],
  [0xa9, 0xaf],
  [0xb2, 0xb3],
  [0xb5, 0xb5],
  [0xb7, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x17f],
  [0x2013, 0x2014],
  [0x201a, 0x201a],
  [0x201e, 0x201e],
  [0x2022, 0x2022],
  [0x2039, 0x203a],
  [0x2264, 0x2265],
  [0xff61, 0xff9f],
];

/** Characters of a whole em, beside the kanji. */
const FULL_WIDTH: Ranges = [
  [0xa7, 0xa8],
  [0xb0, 0xb1],
  [0xb4, 0xb4],
  [0xb6, 0xb6],
  [0xd7, 0xd7],
  [0xf7, 0xf7],
  [0x2010, 0x2010],
  [0x2015, 0x2016],
  [0x2018, 0x2019],
  [0x201c, 0x201d],
  [0x2020, 0x2021],
  [0x2025, 0x2026],
  [0x2190, 0x2193],
  [0x3000, 0x3003],
  [0x3005, 0x3015],
  [0x301c, 0x301c],
  [0x3041, 0x3093],
  [0x309b, 0x309e],
  [0x30a1, 0x30f6],
  [0x30fb, 0x30fe],
  [0xff01, 0xff5e],
];

/** Rows of JIS X 0208 that hold the kanji of its first level, most of those in daily use. */
const KANJI_ROWS = { first: 16, last: 47 } as const;

/** The kanji of the first level, by their codes in EUC-JP. */
function kanji(): number[] {
  const decoder = new TextDecoder('euc-jp');
  const codes: number[] = [];
  for (let row = KANJI_ROWS.first; row <= KANJI_ROWS.last; row++)
    for (let cell = 1; cell <= 94; cell++) {
      const text = decoder.decode(Uint8Array.of(0xa0 + row, 0xa0 + cell));
      if (text !== '\uFFFD' && text.length === 1) codes.push(text.charCodeAt(0));
    }
  return codes;
}

function expand(ranges: Ranges): number[] {
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );
}

/** Every character that the font draws, by its width in em. */
export const WIDTHS: ReadonlyMap<number, 0.5 | 1> = new Map([
  ...expand(HALF_WIDTH).map((code) => [code, 0.5] as const),
  ...[...expand(FULL_WIDTH), ...kanji()].map((code) => [code, 1] as const),
]);

/** What stands for a character that the font does not draw. */
const UNKNOWN = '?';

/** The text with the characters that the font draws, on one line. Width and look are the same in every viewer that has the font. */
export function drawable(text: string): string {
  return [...text.normalize('NFC')]
    .map((character) => (WIDTHS.has(character.codePointAt(0) ?? 0) ? character : UNKNOWN))
    .join('');
}

/** Width of a drawable text in pixels. */
export function widthOf(text: string, size: number): number {
  let em = 0;
  for (const character of text) em += WIDTHS.get(character.codePointAt(0) ?? 0) ?? 1;
  return em * size;
}
