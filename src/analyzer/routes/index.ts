export * from './addresses.ts';
export * from './answers.ts';
export { defaultRules } from './default-rules.ts';
export { type ArrivalQuery, type KernelModel, kernelModel } from './model.ts';
