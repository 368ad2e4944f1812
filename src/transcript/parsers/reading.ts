/** What a parser found, and the lines (or JSON objects) that it could not read. */
export type Reading<T> = {
  found: T[];
  unread: string[];
};
