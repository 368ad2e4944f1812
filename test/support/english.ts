/** Letters that only Japanese has. */
export const JAPANESE = /[\u3040-\u30ff\u4e00-\u9fff]/;

/** Quotations, commands, rules as `ip rule` prints them, codes, and counters stand as they are. */
const QUOTED =
  /```[\s\S]*?```|`[^`\n]*(?:`|$)|「[^」]*」|"[^"]*"|<[^>]*>|\((?:not )?from [^()]*\)|\b[a-z]+(?:-[a-z]+)+\b|\b[\w.]+\.[\w.]+=?/gm;

/** Words that only sentences have, and five words in a row. */
const ENGLISH =
  /\b(?:the|is|are|was|were|that|which|has|have|does|cannot|would|because|with|this|nobody|and|of|beyond)\b|\b[A-Za-z]+(?: [A-Za-z]+){4}/;

/** Whether a Japanese text has an English sentence in it, beside what it quotes and these names. */
export function hasEnglish(text: string, names: readonly string[] = []): boolean {
  return ENGLISH.test(withoutNames(text, names).replace(QUOTED, ''));
}

/** Whether it has what is no text: a value that was not there, or an object. */
export function hasNoText(text: string, names: readonly string[] = []): boolean {
  return /undefined|NaN|\[object|\bnull\b/.test(withoutNames(text, names).replace(QUOTED, ''));
}

function withoutNames(text: string, names: readonly string[]): string {
  return names.filter((each) => each !== '').reduce((rest, each) => rest.replaceAll(each, ''), text);
}
