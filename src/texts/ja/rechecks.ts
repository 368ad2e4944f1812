import type { RecheckMessages, Remover } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';

/** What another look at a kept change found, and who may have removed it. */
export const recheckSentences: Sentences<RecheckMessages> = {
  'recheck.stands': ({ device, host, answered }) =>
    answered === undefined
      ? `${host} の修正は有効です。プローブを送れるホストがないため、${device} が応答するかどうかは試していません`
      : `${host} の修正は有効で、${device} は新しいプローブに応答しました`,
  'recheck.gone': ({ device, host, parts, answered }) =>
    `${host} の修正のうち ${parts} 件がなくなっています${answers(device, answered)}`,
  'recheck.fails': ({ device, host }) =>
    `${host} の修正は有効ですが、${device} への新しいプローブに応答がありません`,
  'recheck.unknown': ({ host, because }, tell) =>
    `${host} の修正がまだ有効かどうか不明です: ${typeof because === 'string' ? `「${because}」` : tell(because)}`,
  'recheck.missing': ({ command }) => `なくなったもの: \`${command}\``,
  'recheck.instead': ({ shown }) => `現在あるもの: \`${shown}\``,
  'recheck.remover': ({ remover }) => removerWords(remover),
  'recheck.nobody-found': ({ journal, since }) =>
    `削除したものは不明です: ${NOBODY[journal ?? 'unread'](since === undefined ? '' : ` (${second(since)} 以降)`)}`,
};

const NOBODY = {
  read: (since: string) => `ホストのジャーナル${since} に記録がありません`,
  none: () => 'ホストにジャーナルがありません',
  unread: () => 'ホストのジャーナルを読み取れませんでした',
} as const;

function answers(device: string, answered: boolean | undefined): string {
  if (answered === undefined) return '';
  return answered ? ` (${device} は応答しています)` : ` (${device} は応答していません)`;
}

function removerWords(remover: Remover): string {
  switch (remover.kind) {
    case 'own-undo':
      return `ホスト上の Roundtrip 自身の取り消し処理が元に戻しました: 「${remover.because}」`;
    case 'command':
      return remover.exact
        ? `${second(remover.at)} に ${remover.by} が削除しました: \`${remover.command}\``
        : `${second(remover.at)} に ${remover.by} が削除した可能性があります: \`${remover.command}\``;
    case 'restart':
      return `ホストは ${second(remover.at)} に再起動しており、その後に復元されていません`;
    case 'manager':
      return `${remover.manager} が削除した可能性があります。${second(remover.at)} のジャーナル: 「${remover.said}」`;
    case 'protocol':
      return `現在はプロトコル ${remover.protocol} のものがあります: \`${remover.shown}\``;
  }
}

function second(moment: string): string {
  return `${moment.slice(0, 19).replace('T', ' ')} UTC`;
}
