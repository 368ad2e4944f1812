export * from './events.ts';
export * from './ports.ts';
export { foldEvents, isSettled, type Status, type TriageState } from './state.ts';
export { createTriages, type TriagesParts } from './triages.ts';
export { startWorker, type Timing, type WorkerPorts } from './worker/index.ts';
