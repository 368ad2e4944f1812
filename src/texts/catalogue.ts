import type { Messages } from '../analyzer/model/index.ts';
import type { CauseTexts } from './cause-texts.ts';
import type { PictureTexts } from './picture-texts.ts';
import type { BlastRadiusTexts, Prose } from './prose.ts';
import type { Sentences } from './sentences.ts';
import type { Unnamed } from './unnamed.ts';

/** What one language says of what the analyzer finds, complete: the compiler refuses one that lacks a sentence. */
export type Catalogue = {
  sentences: Sentences<Messages>;
  causes: CauseTexts;
  picture: PictureTexts;
  unnamed: Unnamed;
  prose: Prose;
  blastRadius: BlastRadiusTexts;
};
