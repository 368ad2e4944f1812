import type { AskedMessages, Outcome, Showing, Unfit } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';

export const askedSentences: Sentences<AskedMessages> = {
  'question.taken': ({ protocol, from, to, port, interface: name, host, because, own }) => {
    const why = `理由: ${reason(because)}`;
    if (own !== undefined && from !== undefined) {
      const whose = host === undefined ? 'ホスト' : host;
      return own.unbound
        ? `${whose} 自身から ${from} への ping${name === '' ? '' : ` (${name} を使用)`} (${why})。往路と、応答の復路を調べました`
        : `${whose} 自身から ${from} への ping、${name} を指定${to === '' ? '' : ` (${to})`} (${why})。応答の到着経路を調べました`;
    }
    const source = from === undefined ? '' : `${from} から `;
    return `${source}${to === '' ? '不明なアドレス' : to} への${attempts(protocol)}${port === undefined ? '' : ` (ポート ${port})`}${place(name, host)} (${why})`;
  },
  'question.no-console': () => 'このテキストにはコンソールの出力がありません。',
  'question.no-console.next': () =>
    'コマンドとその出力を貼り付けてください: 失敗する ping、tcpdump、ip addr、ip rule、ip route など。',
  'question.several-hosts': ({ hosts, to }) =>
    `${to === undefined ? '対象' : `${to} を持つの`}がどのホストか、貼り付けた内容からは分かりません: ${list(hosts.map(named))}。`,
  'question.several-hosts.next': ({ host }) =>
    host === undefined
      ? '1 台のホストのコンソールだけを貼り付けてください。'
      : `ホストを指定してください: --host ${host}`,
  'question.host-unknown': ({ host }) => `${host} のプロンプトがありません。`,
  'question.host-unknown.next': ({ hosts }) =>
    hosts.length === 0
      ? '--host を外してください。ホスト名のあるプロンプトがありません。'
      : `次のどれかを指定してください: ${list(hosts)}。`,
  'question.interface-unknown': ({ interface: name }) => `インターフェース ${name} が見つかりません。`,
  'question.interface-unknown.next': ({ interfaces, like }) =>
    like === undefined
      ? `次のどれかを指定してください: ${interfaces.slice(0, 12).join('、')}。`
      : `--iface ${like} と書いてください。大文字と小文字は区別されます。`,
  'question.interface-local': () => 'lo を通るのは、ホストが自分自身に送るパケットだけです。',
  'question.interface-local.next': ({ interfaces }) =>
    `送信元のパケットが到着するインターフェースを指定してください${interfaces.length === 0 ? '' : `: ${list(interfaces)}`}。`,
  'question.address-unfit': ({ flag, address, is }) => `--${flag}: ${unfit(flag, address, is)}。`,
  'question.address-unfit.next': ({ flag, own, is }) =>
    flag === 'from'
      ? '応答を受け取れないホストのアドレスを指定してください。'
      : `対象ホストのアドレスを指定してください${own.length === 0 ? '' : ` (例: ${list(own)})`}。${is === 'gateway' ? 'ゲートウェイについて調べるには、そのコンソールを貼り付けてください。' : ''}`,
  'question.not-an-interface': ({ typed }) => `「${typed}」はインターフェースではありません。`,
  'question.not-an-interface.next': ({ interface: name, port }) =>
    `--iface ${name}${port === undefined ? '' : ` --port ${port}`} と書いてください。`,
};

function unfit(flag: 'to' | 'from', address: string, is: Unfit): string {
  switch (is.kind) {
    case 'loopback':
      return `${address} はループバックアドレスです。ネットワーク上でこのアドレス${flag === 'to' ? '宛て' : 'から'}のパケットは流れません`;
    case 'unspecified':
      return `${address} は未指定アドレスで、どのホストのものでもありません`;
    case 'multicast':
      return `${address} はマルチキャストアドレスで、特定のホストのものではありません`;
    case 'broadcast':
      return `${address} はブロードキャストアドレスで、特定のホストのものではありません`;
    case 'network':
      return `${address} はネットワークアドレスで、どのホストのものでもありません`;
    case 'target':
      return `${address} は宛先でもあります。自分自身へのパケットは lo を通ります`;
    case 'gateway':
      return `${address} は${is.host === undefined ? '' : ` ${is.host} の`}ゲートウェイで、経路上の別の機器です`;
  }
}

function reason(because: AskedMessages['question.taken']['because']): string {
  if (because.by === 'flags') return '指定されたため';
  if (because.by === 'attempt') return TRIED[because.showing](because.outcome, on(because.host));
  const { interfaces } = because;
  return interfaces.length < 2
    ? '接続を試した記録がないため'
    : `接続を試した記録がなく、${list(interfaces)} の中で最も可能性が高いため`;
}

function attempts(protocol: 'icmp' | 'tcp' | 'udp'): string {
  return { icmp: ' ping', tcp: ' TCP 接続', udp: ' UDP 通信' }[protocol];
}

function place(name: string, host: string | undefined): string {
  if (name === '') return host === undefined ? '' : `、${host}`;
  return host === undefined ? `、${name}` : `、${host} の ${name}`;
}

function on(host: string | undefined): string {
  return host === undefined ? '' : `${host} の `;
}

function named(host: string): string {
  return host === '' ? 'プロンプトに名前のないホスト' : host;
}

/** How many names of a long list are shown. */
const NAMED = 6;

function list(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).join('、');
  return names.length > NAMED ? `${shown}、ほか ${names.length - NAMED} 件` : shown;
}

const WORKS = '失敗の記録はなく、';

/** Why an attempt is the question, by what shows it; `at` says on which host. */
const TRIED: Record<Showing, (outcome: Outcome, at: string) => string> = {
  ping: (outcome, at) => {
    if (outcome === 'failed') return `${at}ping に応答がないため`;
    return outcome === 'unclear' ? `${at}ping の一部に応答がないため` : `${WORKS}${at}ping に応答があるため`;
  },
  connection: (outcome, at) =>
    outcome === 'answered' ? `${WORKS}${at}接続が成功しているため` : `${at}接続が失敗しているため`,
  path: (outcome, at) => {
    if (outcome === 'failed') return `${at}経路追跡が宛先の手前で終わっているため`;
    return outcome === 'unclear'
      ? `${at}経路追跡でパケットが失われているため`
      : `${WORKS}${at}経路追跡が宛先に届いているため`;
  },
  'captured-requests': (outcome, at) => {
    if (outcome === 'failed') return `${at}キャプチャにリクエストだけがあり、応答がないため`;
    return outcome === 'unclear'
      ? `${at}キャプチャで一部のリクエストへの応答を確認できないため`
      : `${WORKS}${at}キャプチャにリクエスト${outcome === 'answered' ? 'と応答' : ''}があるため`;
  },
  'captured-answers': (_outcome, at) => `${at}キャプチャに応答があるため`,
  'arp-requests': (_outcome, at) =>
    `${at}キャプチャに、そのアドレスへの ARP/ND 要求だけがあり、応答がないため`,
  'two-owners': (_outcome, at) => `${at}記録で 2 台の機器がそのアドレスを名乗っているため`,
  'martian-line': (_outcome, at) => `${at}カーネルログにそのパケットが martian として出ているため`,
  'filter-line': (_outcome, at) => `${at}パケットフィルターがそのパケットをログに記録しているため`,
  'refused-by-kernel': (_outcome, at) => `${at}カーネルが "ip route get" で拒否しているため`,
  stated: (_outcome, at) => `文章に、${at === '' ? '' : at}応答がないと書かれているため`,
  'asked-of-kernel': (_outcome, at) => `${WORKS}${at}カーネルに "ip route get" で問い合わせているため`,
};
