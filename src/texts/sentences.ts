import type { Said } from '../analyzer/model/index.ts';

/** The sentences of one language for a set of messages. `tell` gives the sentence of a message that is a parameter. */
export type Sentences<Told> = {
  [Key in keyof Told]: (parameters: Told[Key], tell: (message: Said) => string) => string;
};
