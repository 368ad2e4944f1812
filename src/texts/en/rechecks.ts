import type { RecheckMessages, Remover } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';
import { count } from './words.ts';

/** What another look at a kept change found, and who may have removed it. */
export const recheckSentences: Sentences<RecheckMessages> = {
  'recheck.stands': ({ device, host, answered }) =>
    answered === undefined
      ? `the fix is in place on ${host}; no host could send a probe, so ${device} was not tested`
      : `the fix is in place on ${host}, and ${device} answers a new probe`,
  'recheck.gone': ({ device, host, parts, answered }) =>
    `${count(parts, 'part')} of the fix ${parts === 1 ? 'is' : 'are'} gone on ${host}${answers(device, answered)}`,
  'recheck.fails': ({ device, host }) =>
    `the fix is in place on ${host}, but ${device} does not answer a new probe`,
  'recheck.unknown': ({ host, because }, tell) =>
    `whether the fix is still in place on ${host} is unknown: ${typeof because === 'string' ? because : tell(because)}`,
  'recheck.missing': ({ command }) => `gone: ${command}`,
  'recheck.instead': ({ shown }) => `there now: ${shown}`,
  'recheck.remover': ({ remover }) => removerWords(remover),
  'recheck.nobody-found': ({ journal, since }) =>
    `who removed it is unknown: ${NOBODY[journal ?? 'unread'](since === undefined ? '' : ` since ${second(since)}`)}`,
};

const NOBODY = {
  read: (since: string) => `the host's journal${since} does not show it`,
  none: () => 'the host keeps no journal',
  unread: () => "the host's journal could not be read",
} as const;

function answers(device: string, answered: boolean | undefined): string {
  if (answered === undefined) return '';
  return answered ? `; ${device} still answers` : `, and ${device} does not answer`;
}

function removerWords(remover: Remover): string {
  switch (remover.kind) {
    case 'own-undo':
      return `Roundtrip's own undo on the host reverted it: ${remover.because}`;
    case 'command':
      return remover.exact
        ? `removed by ${remover.by} at ${second(remover.at)}: ${remover.command}`
        : `possibly removed by ${remover.by} at ${second(remover.at)}: ${remover.command}`;
    case 'restart':
      return `the host rebooted at ${second(remover.at)}, and nothing restored it`;
    case 'manager':
      return `possibly removed by ${remover.manager}; its journal at ${second(remover.at)}: ${remover.said}`;
    case 'protocol':
      return `an entry of protocol ${remover.protocol} replaced it: ${remover.shown}`;
  }
}

function second(moment: string): string {
  return `${moment.slice(0, 19).replace('T', ' ')} UTC`;
}
