import type { TerminalTexts } from '../../en/terminal/index.ts';

export const fleet: TerminalTexts['fleet'] = {
  columns: {
    host: 'ホスト',
    interface: 'インターフェース',
    address: 'アドレス',
    status: '状態',
    cause: '原因',
    headline: '他のネットワークから',
  },
  notRead: '未取得',
  toRead: ({ host, nextStep }) => `${host}: ${nextStep}`,
  moreNotRead: ({ more }) => `ほかに ${more} 台を読めませんでした。--json にそれぞれの対処があります。`,
  noAddress: ({ host }) => `${host} には他のネットワークから到達できるアドレスがありません。`,
  nothingStopped: ({ host }) =>
    `${host} の状態には、要求を確実に止めるものがありません。パケットは送信も採取もしていません。`,
  progress: ({ done, total, failed }) =>
    `${total} 台中 ${done} 台${failed === 0 ? '' : `（うち ${failed} 台は取得できず）`}`,
  interrupted: ({ progress }) => `中断しました（${progress}）。何も変更していません。`,
  patternNamesNobody: ({ pattern }) =>
    `${pattern} はパターンですが、ssh の設定に一致するホストがありません。ホスト名を指定してください。`,
};
