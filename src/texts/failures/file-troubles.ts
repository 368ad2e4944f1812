/* Why the operating system does not read or write a file, by the code of its error (errno(3)), in the words of a language. */

type Reasons = Readonly<Record<string, string>>;

/** The two ways of telling it; a code that has no words is told as it is. */
export function fileTroubles(words: { either: Reasons; unread: Reasons; unwritten: Reasons }): {
  whyUnread(code: string): string;
  whyUnwritten(code: string): string;
} {
  const unread: Reasons = { ...words.either, ...words.unread };
  const unwritten: Reasons = { ...words.either, ...words.unwritten };
  return {
    whyUnread: (code) => unread[code] ?? code,
    whyUnwritten: (code) => unwritten[code] ?? code,
  };
}

/** Whether there may be room elsewhere. */
export function isFull(code: string): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT';
}
