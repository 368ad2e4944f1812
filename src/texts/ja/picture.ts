import type { Scene } from '../../analyzer/model/index.ts';
import type { PictureTexts } from '../picture-texts.ts';
import { arrivalReasons } from './picture-reasons/arrival.ts';
import { hostReasons } from './picture-reasons/host.ts';
import { replyReasons } from './picture-reasons/reply.ts';
import { listOf, peer, UNNAMED, ways } from './words.ts';

/** `ping`, `TCP 443`. */
function kind({ protocol, port }: Pick<Scene, 'protocol' | 'port'>): string {
  return protocol === 'icmp' ? 'ping' : `${protocol.toUpperCase()} ${port ?? '?'}`;
}

function nameOf(device: string): string {
  return device === '' ? UNNAMED.again.device : device;
}

function hostOf({ host }: Pick<Scene, 'host'>): string {
  return host === '' ? UNNAMED.again.host : host;
}

/** What stands in the picture of a round trip. */
export const pictureTexts: PictureTexts = {
  outcome: {
    stopped: '現在: 応答なし',
    'probably-stopped': '現在: 応答なし (原因は推定)',
    'partly-lost': '現在: 一部が失われる',
    'probably-partly-lost': '現在: 一部が失われる (原因は推定)',
    refused: '現在: 接続拒否',
    'not-known': '現在: 原因は未確定',
    answered: '現在: 応答あり',
    'nothing-found': '現在: 問題は見つからない',
    repaired: '修正後: 応答あり (見込み)',
    depends: '修正後: 条件による',
    'not-repaired': '修正後: 応答なしのまま',
  },
  flow: (scene) =>
    scene.own
      ? `${hostOf(scene)} ${nameOf(scene.interface)}: ${peer(scene)} への自分の ping`
      : `${hostOf(scene)} ${nameOf(scene.interface)}: ${peer(scene)} からの ${kind(scene)}`,
  label: {
    senderUnknown: '送信元 (不明)',
    pingTarget: 'ping の宛先',
    router: 'ルーター',
    addressNotShown: 'アドレス不明',
    interfaceNotShown: 'インターフェース不明',
    wayNotKnown: '戻り経路は不明',
    noRoute: '戻り経路なし',
    noAddress: 'アドレスなし',
    down: 'ダウン',
    noCarrier: 'キャリアなし',
    vrf: (name) => `VRF ${name}`,
    moreAddresses: (more) => `ほか ${more} アドレス`,
    otherInterfaces: '他のインターフェース:',
    more: (more) => `ほか ${more} 件`,
    sameFault: (devices) => `同じ障害: ${listOf(devices)}`,
  },
  request(scene, seen) {
    const what = scene.own ? '応答' : kind(scene);
    return seen === undefined ? what : `${what} (${seen} 件確認)`;
  },
  reply(scene, state) {
    const what = scene.own ? '自分の ping' : '応答';
    switch (state) {
      case 'leaves':
        return what;
      case 'would-leave':
        return scene.own ? what : `${what}なし`;
      case 'none':
        return `${what}なし`;
      case 'some':
        return scene.own ? what : '応答は一部';
      case 'refusal':
        return '拒否の応答';
      case 'not-known':
        return `${what}?`;
    }
  },
  answerer(scene, translatedTo) {
    if (scene.own) return 'ping が応答を待機';
    if (translatedTo) {
      const { address, port } = translatedTo;
      return ['コンテナ', address, port === undefined ? '' : `ポート ${port}`]
        .filter((part) => part !== '')
        .join(' ');
    }
    if (scene.protocol === 'icmp') return 'カーネルが ping に応答';
    return `${scene.protocol.toUpperCase()} ポート ${scene.port ?? '?'} のプログラム`;
  },
  heading: {
    stops: 'ここで停止',
    'probably-stops': 'ここで停止 (推定)',
    'not-known': 'ここから先は不明',
    depends: '条件',
    'still-stops': '修正後もここで停止',
    well: '通過',
    'well-then': '修正後は通過',
  },
  settles: (host) => `確認するには ${host} で実行:`,
  legend: { passed: '通過', 'not-known': '不明', 'not-reached': '未到達' },
  reason: { ...arrivalReasons, ...hostReasons, ...replyReasons },
  alternative: {
    now: (headline, request, reply) => `${headline} (${request}、${reply})。`,
    requestBy: (device) => `リクエストは ${nameOf(device)} に到着`,
    replyBy: (devices) => `応答は ${ways(devices)} から`,
    noReply: '戻り経路なし',
    replyNotKnown: '戻り経路は不明',
    after(label, outcome) {
      const then = {
        repairs: '応答がある見込みです',
        depends: '応答の有無はほかの条件によります',
        'does-not-repair': '応答はないままです',
      };
      return `「${label}」の後は${then[outcome]}。`;
    },
  },
};
