import type { Cause, CauseFacts, Scene, Told } from '../analyzer/model/index.ts';
import type { CauseTexts } from './cause-texts.ts';

/** Why the packet ends there, by one catalogue's sentence for the cause. */
export function becauseOf(texts: CauseTexts, { cause, facts }: Told, scene: Scene): string {
  return textOf(texts, cause).because(facts, scene);
}

/** The verdict in one sentence. */
export function headlineWords(texts: CauseTexts, { cause, facts }: Told, scene: Scene): string {
  return textOf(texts, cause).headline(facts, scene);
}

/** The texts of one cause; facts and texts belong together, as `Told` has them. */
function textOf(
  texts: CauseTexts,
  cause: Cause,
): Record<'because' | 'headline', (facts: CauseFacts[Cause], scene: Scene) => string> {
  return texts[cause] as never;
}
