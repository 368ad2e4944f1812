import type { Messages } from '../analyzer/model/index.ts';
import type { CauseTexts } from './cause-texts.ts';
import type { FleetTexts } from './fleet-texts.ts';
import type { ForecastTexts } from './forecast-texts.ts';
import type { PictureTexts } from './picture-texts.ts';
import type { BlastRadiusTexts, Prose } from './prose.ts';
import type { Sentences } from './sentences.ts';
import type { Unnamed } from './unnamed.ts';
import type { WorkflowMessages } from './workflow/index.ts';

/** What one language says of what is found and of the work on it, complete: the compiler refuses one that lacks a sentence. */
export type Catalogue = {
  sentences: Sentences<Messages & WorkflowMessages>;
  causes: CauseTexts;
  picture: PictureTexts;
  fleet: FleetTexts;
  unnamed: Unnamed;
  prose: Prose;
  blastRadius: BlastRadiusTexts;
  forecast: ForecastTexts;
};
