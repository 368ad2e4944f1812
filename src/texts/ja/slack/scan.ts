import type { SlackTexts } from '../../en/slack/index.ts';

export const scan: SlackTexts['scan'] = {
  begun: ({ what, done, total }) => `🔎 *${what}* を調べています: ${total} 台中 ${done} 台`,
  stopped: ({ what, stopped, hosts }) =>
    `🔴 *${what}*: ${hosts} 台の ${stopped} 個のアドレスは、他のネットワークに応答しません`,
  quiet: ({ what, total }) =>
    `🟢 *${what}*: ${total} 台に、他のネットワークからの要求を止めるものは見つかりません`,
  unread: ({ failed, total }) => `${total} 台中 ${failed} 台は取得できませんでした。`,
  unknown: ({ unknown }) => `${unknown} 個のアドレスは判断できません。`,
  noProbe: 'ホストの状態だけからの判断です。パケットは送信も採取もしていません。',
  details: '表はスレッドにあります。',
  table: ({ what }) => `*${what}*（問題のあるものから順に）`,
  columns: {
    host: 'ホスト',
    interface: 'インターフェース',
    address: 'アドレス',
    status: '状態',
    why: '理由',
  },
  another: '他を調べる …',
  notRead: '未取得',
  notShown: ({ stopped }) => `応答なし ${stopped} 個。詳細は保管庫のみ`,
  more: ({ more, run }) => `… ほか ${more} 行。すべて見るには: ${run}`,
  changed: ({ what, changes }) => `🔎 *${what}*: 前回の定期スキャンから ${changes} 件の変化`,
  changedTable: ({ what }) => `*${what}*: 変わったもの`,
  was: ({ before }) => `以前: ${before}`,
  isNew: '新規',
  gone: '消失',
  readAgain: '再び取得',
  nobody: 'ここで調べられる、その名前のホストやグループはありません。',
  howTo: 'ホストかグループを指定してください: `/roundtrip scan web`、または `/roundtrip scan all`。',
};
