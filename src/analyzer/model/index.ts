export * from './command.ts';
export * from './diagnosis.ts';
export * from './flow.ts';
export * from './host-state.ts';
export * from './observation.ts';
export * from './plan.ts';
