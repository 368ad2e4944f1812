import { becauseOf } from '../because.ts';
import type { Catalogue } from '../catalogue.ts';
import { askedSentences } from './asked.ts';
import { causeTexts } from './causes/index.ts';
import { filterSentences } from './filters.ts';
import { fleet } from './fleet.ts';
import { flowSentences } from './flows.ts';
import { forecastTexts } from './forecast.ts';
import { pictureTexts } from './picture.ts';
import { blastRadius, prose } from './prose.ts';
import { querySentences } from './queries.ts';
import { questionSentences } from './questions.ts';
import { recheckSentences } from './rechecks.ts';
import { remedySentences } from './remedies.ts';
import { routeSentences } from './routes.ts';
import { remarkSentences, seenSentences, stageSentences, whySentences, witnessSentences } from './walk.ts';
import { UNNAMED } from './words.ts';
import { workflowSentences } from './workflow/index.ts';

/** Every message that the analyzer and the workflow have. */
const sentences: Catalogue['sentences'] = {
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
  ...workflowSentences,
  claim: ({ told, scene }) => becauseOf(causeTexts, told, scene),
};

/** The Japanese catalogue. */
export const ja: Catalogue = {
  sentences,
  causes: causeTexts,
  picture: pictureTexts,
  fleet,
  unnamed: UNNAMED,
  prose,
  blastRadius,
  forecast: forecastTexts,
};
