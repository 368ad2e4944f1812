type End = () => void | Promise<void>;

/** What was opened one after the other, and how each is closed. */
export type Opened = {
  add(end: End): void;
  /** Closes all of it, the last that was opened first; what is added later is closed by the next call. */
  close(): Promise<void>;
};

export function createOpened(): Opened {
  const ends: End[] = [];
  return {
    add: (end) => void ends.push(end),
    async close() {
      for (let end = ends.pop(); end !== undefined; end = ends.pop()) await end();
    },
  };
}
