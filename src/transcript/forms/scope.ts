/** Whether the word is a scope as iproute2 prints it (rtnetlink(7)): one of its names, or a number. */
export function isScope(word: string): boolean {
  return /^(?:global|site|link|host|nowhere|\d{1,3})$/.test(word);
}
