export * from './events.ts';
export { newTriageId } from './id.ts';
export { type LookParts, lookOnce } from './look-once.ts';
export * from './ports.ts';
export { writeReport } from './report.ts';
export { foldEvents, isSettled, type Status, type TriageState } from './state.ts';
export { createTriages, type TriagesParts } from './triages.ts';
export { startWorker, type Timing, type WorkerPorts } from './worker/index.ts';
