import type { Messages } from '../../analyzer/model/index.ts';
import { becauseOf } from '../because.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Sentences } from '../sentences.ts';
import { askedSentences } from './asked.ts';
import { causeTexts } from './causes/index.ts';
import { filterSentences } from './filters.ts';
import { flowSentences } from './flows.ts';
import { pictureTexts } from './picture.ts';
import { blastRadius, prose } from './prose.ts';
import { querySentences } from './queries.ts';
import { questionSentences } from './questions.ts';
import { recheckSentences } from './rechecks.ts';
import { remedySentences } from './remedies.ts';
import { routeSentences } from './routes.ts';
import { remarkSentences, seenSentences, stageSentences, whySentences, witnessSentences } from './walk.ts';
import { UNNAMED } from './words.ts';

/** Every message that the analyzer has. */
const sentences: Sentences<Messages> = {
  ...askedSentences,
  ...questionSentences,
  ...querySentences,
  ...routeSentences,
  ...filterSentences,
  ...flowSentences,
  ...remedySentences,
  ...recheckSentences,
  ...seenSentences,
  ...stageSentences,
  ...whySentences,
  ...witnessSentences,
  ...remarkSentences,
  claim: ({ told, scene }) => becauseOf(causeTexts, told, scene),
};

/** The English catalogue. */
export const en: Catalogue = {
  sentences,
  causes: causeTexts,
  picture: pictureTexts,
  unnamed: UNNAMED,
  prose,
  blastRadius,
};
