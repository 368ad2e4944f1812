/** How a language makes sentences of what the catalogue says. */
export type Prose = {
  /** A clause as a sentence. A name at its beginning keeps its case. */
  sentence(clause: string, beginsWithName: boolean): string;
  /** Clauses that belong together. */
  clauses(clauses: readonly string[]): string;
  /** Clauses, one after the other, without an end. */
  inTurn(clauses: readonly string[]): string;
  /** Sentences, one after the other. */
  join(sentences: readonly string[]): string;
  /** A text as the language spaces it, where words took the place of a name. */
  tidy(text: string): string;
};

/** A flow whose route a plan changes, in words. */
type ChangedFlowWords = { flow: string; before: string; after: string };

/** What a language says of a plan's blast radius. */
export type BlastRadiusTexts = {
  /** How many flows change, of how many that were checked. `truncated`: the host has more. */
  summary(changed: number, considered: number | undefined, truncated: boolean): string;
  flow(change: ChangedFlowWords): string;
  /** How many more there are than were listed. */
  more(rest: number): string;
  /** The route of the bot's own SSH connection, which no plan changes. */
  ownConnection(way: string): string;
};
