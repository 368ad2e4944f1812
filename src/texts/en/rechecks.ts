import type { RecheckMessages, Remover } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';

/** What another look at a kept change found, and who may have removed it. */
export const recheckSentences: Sentences<RecheckMessages> = {
  'recheck.stands': ({ device, host, answered }) =>
    answered === undefined
      ? `the fix stands on ${host}; nobody could send a probe, so whether ${device} answers was not tried`
      : `the fix stands on ${host}, and ${device} answers a new probe`,
  'recheck.gone': ({ device, host, parts, answered }) =>
    `${parts === 1 ? 'one part' : `${parts} parts`} of the fix ${parts === 1 ? 'is' : 'are'} not there any more on ${host}${answers(device, answered)}`,
  'recheck.fails': ({ device, host }) =>
    `the fix stands on ${host}, but a new probe to ${device} gets no answer`,
  'recheck.unknown': ({ host, because }) =>
    `it is unknown whether the fix still stands on ${host}: ${because}`,
  'recheck.missing': ({ command }) => `not there any more: ${command}`,
  'recheck.instead': ({ shown }) => `in its place: ${shown}`,
  'recheck.remover': ({ remover }) => removerWords(remover),
  'recheck.nobody-found': ({ journal, since }) =>
    `who removed it is unknown: ${NOBODY[journal ?? 'unread'](since === undefined ? '' : ` since ${second(since)}`)}`,
};

const NOBODY = {
  read: (since: string) => `the host's journal${since} names nobody`,
  none: () => 'the host keeps no journal',
  unread: () => "the host's journal could not be read",
} as const;

function answers(device: string, answered: boolean | undefined): string {
  if (answered === undefined) return '';
  return answered ? `; ${device} answers all the same` : `, and ${device} does not answer`;
}

function removerWords(remover: Remover): string {
  switch (remover.kind) {
    case 'own-undo':
      return `Roundtrip's own undo on the host took it back: ${remover.because}`;
    case 'command':
      return remover.exact
        ? `removed by ${remover.by} at ${second(remover.at)}: ${remover.command}`
        : `it may have been ${remover.by} at ${second(remover.at)}: ${remover.command}`;
    case 'restart':
      return `the host was started again at ${second(remover.at)}, and nothing made it anew`;
    case 'manager':
      return `it may have been ${remover.manager}, whose journal has at ${second(remover.at)}: ${remover.said}`;
    case 'protocol':
      return `something of the protocol ${remover.protocol} stands in its place: ${remover.shown}`;
  }
}

function second(moment: string): string {
  return `${moment.slice(0, 19).replace('T', ' ')} UTC`;
}
