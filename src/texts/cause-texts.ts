import type { Cause, CauseFacts, Scene } from '../analyzer/model/index.ts';

/** What a language says of one cause. */
export type CauseText<C extends Cause> = {
  /** The verdict in one plain sentence, at most 140 characters. */
  headline(facts: CauseFacts[C], scene: Scene): string;
  /** Why the packet ends there, as a clause: it stands behind the stage's name. */
  because(facts: CauseFacts[C], scene: Scene): string;
  /** What Linux does there and what to do, for someone who is no network engineer: one or two sentences. */
  explanation(facts: CauseFacts[C], scene: Scene): string;
};

export type CauseTexts = { [C in Cause]: CauseText<C> };
