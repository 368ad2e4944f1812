export * from './events.ts';
export * from './ports.ts';
export { type Change, foldEvents, type Status, type TriageState } from './state.ts';
