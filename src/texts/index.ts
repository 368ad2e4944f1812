export { blastRadiusLines } from './blast-radius.ts';
export { tellDiagnosis } from './diagnosis.ts';
export { permanenceLines } from './permanence.ts';
export { recheckLines } from './recheck.ts';
export { labelOf, tellPlan, tellRemedy } from './remedy.ts';
export { languageOf, type SlackTexts, slackTextsIn } from './slack.ts';
export { type Language, tell } from './tell.ts';
