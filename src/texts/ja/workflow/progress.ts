import { failureIn } from '../../failures/index.ts';
import type { Sentences } from '../../sentences.ts';
import type { ProgressMessages } from '../../workflow/progress.ts';

export const progressSentences: Sentences<ProgressMessages> = {
  'progress.connecting': ({ host, from }) =>
    `${host}${from === undefined ? '' : ` と ${from}`} に接続しています。`,
  'progress.next-way': ({ alias, failure }) =>
    `${alias}: ${failureIn('ja', failure).message}次の接続方法を試します。`,
  'progress.once-more': ({ failure }) => `${failureIn('ja', failure).message}もう一度試します。`,
  'progress.listening': ({ host, device }) => `${host} (${device}) でパケットを監視しています。`,
  'progress.probing': ({ from, to }) => `${from} から ${to} にプローブを送っています。`,
  'progress.more-probes': ({ so, more }) =>
    so === 'none-arrived'
      ? `プローブの到着がまだ確認できません。さらに ${more} 個送ります。`
      : `一部のプローブに応答がありません。さらに ${more} 個送ります。`,
  'progress.slow': ({ host }) => `${host} の動作が遅いため、プローブは送らず、状態の出力を待っています。`,
  'progress.looking-at': ({ device }) => `${device} を調べています。`,
  'progress.other-change': () => '待機中: このホストで別の変更が進行中です。',
  'progress.held': ({ host, by }) =>
    `${host} での ${by} の変更が確定も取り消しもされていないため、待っています。`,
};
