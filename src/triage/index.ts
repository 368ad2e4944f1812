export * from './events.ts';
export { newTriageId } from './id.ts';
export { lookOnce } from './look-once.ts';
export * from './ports.ts';
export { writeReport } from './report.ts';
export { foldEvents, type TriageState } from './state.ts';
export { createTriages } from './triages.ts';
export { startWorker, type Timing } from './worker/index.ts';
