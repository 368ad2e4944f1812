import type { Recheck, Remover } from '../recheck.ts';
import type { Said } from './said.ts';

/** What another look at a kept change found. */
export type RecheckMessages = {
  'recheck.stands': { device: string; host: string; answered?: boolean };
  'recheck.gone': { device: string; host: string; parts: number; answered?: boolean };
  'recheck.fails': { device: string; host: string };
  'recheck.unknown': { host: string; because: Said | string };
  'recheck.missing': { command: string };
  'recheck.instead': { shown: string };
  'recheck.remover': { remover: Remover };
  'recheck.nobody-found': Pick<Recheck, 'journal' | 'since'>;
};
