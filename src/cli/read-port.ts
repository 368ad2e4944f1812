import { problem } from './problem.ts';

/** A port number as it is typed, 0 included; `told` says what is wrong with any other text. */
export function readPort(text: string, told: () => { message: string; nextStep: string }): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw problem('option-invalid', told());
}
