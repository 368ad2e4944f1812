import { type OpenQuestion, type QuestionMessages, TABLE, tableName } from '../../analyzer/model/index.ts';
import { settingKeys } from '../names.ts';
import type { Sentences } from '../sentences.ts';
import { listOf } from './words.ts';

export const questionSentences: Sentences<QuestionMessages> = {
  'question.open': ({ question }) => notShown(question),
  'question.assumed': ({ question }) => assumed(question),
};

/** `*` stands for every interface. */
function ofDevice(device: string): string {
  return device === '*' ? '全インターフェース' : device;
}

function notShown(question: OpenQuestion): string {
  switch (question.about) {
    case 'rules':
      return `IPv${question.family} のポリシールールの情報が不足しています`;
    case 'routes':
      return /^\d+$/.test(question.table)
        ? `テーブル ${tableName(question.table)} の経路の情報が不足しています`
        : `テーブル ${question.table} の番号が分かりません`;
    case 'addresses':
      return `${ofDevice(question.device)} の IPv${question.family} アドレスの情報が不足しています`;
    case 'link':
      return `${question.device} のフラグ、種別、master の情報が不足しています`;
    case 'vrf':
      return `${question.device} の VRF とそのテーブルの情報が不足しています`;
    case 'sysctl':
      return `${listOf(settingKeys(question.keys))} の値が分かりません`;
    case 'filter':
      return `${question.hook} でのパケットフィルターの判定が不明です`;
    case 'hook-programs':
      return `${question.device} のプログラム (XDP、tc、ブリッジのフィルター) の影響が不明です`;
    case 'received':
      return `${question.device} の受信カウンターが、送信の前後で示されていません (前後の両方が必要です)`;
    case 'ipsec':
      return 'IPsec のポリシーと SA の情報が不足しています';
    case 'arrival':
      return `リクエストが ${question.device} に到着するかどうか未確認です`;
    case 'departure':
      return `応答が ${question.device} から出るかどうか未確認です`;
    case 'return':
      return '応答が送信元に届くかどうか未確認です';
    case 'large-packets':
      return '大きなパケットは試されていません';
    case 'neighbour':
      return `${question.device} で ${question.address} の ARP/ND 解決ができるかどうか未確認です`;
    case 'sockets':
      return `${question.protocol} ポート ${question.port ?? '?'} を待ち受けるプログラムが分かりません`;
    case 'counters':
      return 'カーネルのカウンターが、送信の前後で示されていません';
    case 'sender':
      return '送信元側の情報がありません';
    case 'who-asks':
      return question.network === undefined
        ? '送信元のアドレスが分かりません'
        : `送信元のアドレスが分からず、${question.network} 内の送信元なら結果が変わります`;
    case 'not-understood':
      return question.text === ''
        ? `${question.part} の情報がありません`
        : `\`${question.text}\` (${question.part}) を読み取れません`;
    case 'untold':
      return untold(question);
  }
}

function untold({ what, subject = '?' }: Extract<OpenQuestion, { about: 'untold' }>): string {
  switch (what) {
    case 'flow-hash':
      return 'ネクストホップはフローのハッシュで決まり、どれになるかで結果が変わります';
    case 'first-owner':
      return `${subject} は複数のインターフェースにある可能性があり、カーネルがどれを先に見つけるかは出力からは分かりません`;
    case 'vrf-rule':
      return `ルール ${subject} が VRF とそのデバイスのどちらを指すかはカーネルによります (実測は 6.1 と 6.12 のみ)`;
    case 'filter-rule':
      return `ルール \`${subject}\` がこのパケットをどう扱うかは出力からは分かりません`;
    case 'home-addresses':
      return 'このカーネルがホームアドレス (Mobile IPv6) を優先するかどうかは出力からは分かりません';
    case 'object-source':
      return `nexthop オブジェクト ${subject} が保持する送信元アドレスは出力からは分かりません`;
    case 'shared-next-hop':
      return `nexthop オブジェクト ${subject} にどの経路がキャッシュされているかは出力からは分かりません`;
    case 'own-gateway':
      return `経路の追加時にゲートウェイ ${subject} がこのホスト自身だったかどうかは出力からは分かりません`;
    case 'deleted-route':
      return `${subject} に全送信元向けの経路が過去にあったかどうかは出力からは分かりません`;
    case 'joined-groups':
      return '参加しているマルチキャストグループが分かりません';
    case 'multicast-interface':
      return 'マルチキャストでカーネルが最初に調べるインターフェースは出力からは分かりません';
    case 'network-broadcast':
      return 'ネットワークアドレスをブロードキャストとして扱うかどうかはカーネルのバージョンによりますが、それが分かりません';
    case 'address-while-down':
      return `${subject} のダウン中にアドレスが有効かどうかは出力からは分かりません`;
  }
}

/** What is assumed where something was not shown. */
function assumed(question: OpenQuestion): string {
  switch (question.about) {
    case 'rules':
      return 'ポリシールールはカーネルの初期状態のまま';
    case 'routes':
      if (question.table === TABLE.default) return 'default テーブルは空';
      return question.table === TABLE.local ? 'local テーブルはアドレスどおり' : notShown(question);
    case 'addresses':
      return `${ofDevice(question.device)} に他の IPv${question.family} アドレスはない`;
    case 'sysctl':
      return `${listOf(settingKeys(question.keys))} が有効`;
    case 'who-asks':
      return question.network === undefined
        ? notShown(question)
        : `送信元は別ネットワークにあり、${question.network} 内ではない`;
    default:
      return notShown(question);
  }
}
