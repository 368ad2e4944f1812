export * from '../model/address.ts';
export * from './answers.ts';
export { type KernelModel, kernelModel } from './model.ts';
export { validationMessage } from './validation-message.ts';
