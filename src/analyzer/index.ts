export { diagnose } from './diagnose.ts';
export { type FlowQuestion, flowFor, type Sides, tellInterfaces, tellSides } from './sides.ts';
export type { DiagnoseInput } from './walk.ts';
