export { blastRadiusLines } from './blast-radius.ts';
export { headlineOf, machineName, tellDiagnosis } from './diagnosis.ts';
export { permanenceLines } from './permanence.ts';
export type { PictureOutcome } from './picture-texts.ts';
export { recheckLines } from './recheck.ts';
export { labelOf, tellPlan, tellRemedy } from './remedy.ts';
export { languageOf, type SlackTexts, slackTextsIn } from './slack.ts';
export { type Language, pictureTextsIn, shortReason, tell, tellInTurn } from './tell.ts';
export type { ProgressMessage, RefusalMessage, WorkflowMessage } from './workflow/index.ts';
