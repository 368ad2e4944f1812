/** `conf/{all,eth1}/rp_filter` as the shell expands it; one pair of braces, as people type it. */
export function withoutBraces(word: string): string[] {
  const match = /^([^{}]{0,200})\{([^{}]{1,200})\}([^{}]{0,200})$/.exec(word);
  return match ? (match[2] ?? '').split(',').map((choice) => `${match[1]}${choice}${match[3]}`) : [word];
}
