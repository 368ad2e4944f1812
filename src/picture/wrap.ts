import { drawable, widthOf } from './font/characters.ts';

/** Characters after which a long word may go on in the next line. */
const BREAKS_AFTER = new Set([':', '.', '/', '-', '_', ',', '@', '=']);

/** Kana, kanji and full-width signs: a line may end behind any of them, but for what must not begin one. */
const WIDE = /[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]/u;
const NOT_AT_START = new Set('、。，．・：；？！）」』】ー々ゃゅょっァィゥェォャュョッ');

const ELLIPSIS = '…';

/**
 * The text in lines of at most `width` pixels, with the characters that the font draws. What does not fit into `limit` lines is cut,
 * and ends with an ellipsis.
 */
export function wrap(text: string, width: number, size: number, limit: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces(drawable(text).trim())) {
    for (const part of fitting(piece, width, size, width - widthOf(line, size))) {
      if (widthOf((line + part).trimEnd(), size) <= width) {
        line += part;
        continue;
      }
      lines.push(line.trimEnd());
      line = part.trimStart();
    }
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  const kept = lines.filter((one) => one !== '');
  return kept.length <= limit
    ? kept
    : [...kept.slice(0, limit - 1), cut(kept.slice(limit - 1).join(' '), width, size)];
}

/** The text cut to one line. */
function cut(text: string, width: number, size: number): string {
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character + ELLIPSIS, size) > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}${ELLIPSIS}`;
}

/** The text between the places where a line may end; spaces stay with what is before them. */
function pieces(text: string): string[] {
  const all: string[] = [];
  let piece = '';
  const characters = [...text];
  for (const [at, character] of characters.entries()) {
    piece += character;
    const next = characters[at + 1];
    if (next === undefined) break;
    const isWord = character !== ' ' && !WIDE.test(character);
    if ((isWord && !WIDE.test(next)) || next === ' ' || NOT_AT_START.has(next)) continue;
    all.push(piece);
    piece = '';
  }
  return piece === '' ? all : [...all, piece];
}

/**
 * A piece that is wider than a line, in parts that fit: cut behind a sign where there is one, else anywhere. `left`: what is left of
 * the line that it begins in.
 */
function fitting(piece: string, width: number, size: number, left: number): string[] {
  if (widthOf(piece.trimEnd(), size) <= width) return [piece];
  const parts: string[] = [];
  let part = '';
  for (const character of piece) {
    const room = parts.length === 0 && left > width / 3 ? left : width;
    if (widthOf(part + character, size) > room) {
      const at = [...part].findLastIndex((one) => BREAKS_AFTER.has(one));
      const end = at > part.length / 2 ? at + 1 : part.length;
      parts.push(part.slice(0, end));
      part = part.slice(end);
    }
    part += character;
  }
  return [...parts, part];
}
