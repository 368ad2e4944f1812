/**
 * Characters that must not reach a terminal or a message as they are: C0 and C1 controls, line and paragraph
 * separators, zero-width and direction-changing marks (Unicode category Cf), unpaired surrogates.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Untrusted text made fit for one line: control and invisible characters become `\u{…}` and what is longer than
 * `limit` characters is cut and says how long it was.
 */
export function printable(text: string, limit = 60): string {
  const cut = text.length > limit ? text.slice(0, limit) : text;
  const escaped = cut.replace(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
  return cut === text ? escaped : `${escaped}… (${text.length} characters)`;
}
