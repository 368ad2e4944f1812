import { becauseOf } from '../../because.ts';
import type { CauseTexts } from '../../cause-texts.ts';
import { peer, requests } from '../words.ts';
import { acceptanceTexts } from './acceptance.ts';
import { answerTexts } from './answer.ts';
import { arrivalTexts } from './arrival.ts';

/** What every cause says in Japanese, by its code. */
export const causeTexts: CauseTexts = {
  healthy: {
    headline(facts, { host, interface: iface, ...scene }) {
      switch (facts.how) {
        case 'returned': {
          const late = facts.late === undefined ? '' : `、遅延 ${(facts.late / 1000).toFixed(1)} 秒`;
          const other = facts.other ? `戻りは ${facts.device} から` : '';
          const notes = `${other}${late}`.replace(/^、/, '');
          return `${host} は ${iface} で${scene.own ? requests(scene) : ` ${requests(scene)} `}${scene.own ? 'を受け取って' : 'に応答して'}います${notes === '' ? '' : ` (${notes})`}`;
        }
        case 'left':
          return `${host} は ${iface} で正しく応答しています。応答が届かなければ ${host} より先で失われています`;
        case 'refused':
          return `${host} には ${iface} で到達でき、ポート ${scene.port ?? '?'} は接続を拒否します`;
        case 'expected':
          return `${host} に、${iface} 宛ての ${requests(scene)} の問題は見つかりません (パケットは未確認)`;
      }
    },
    because: (_, { to }) => `${to} 宛てのパケットを止めるものはありません`,
    explanation(facts, scene) {
      const { host, to, ingress } = scene;
      const flaps = facts.flaps
        ? `ただし ${facts.flaps.device} のリンクがフラップしており (${facts.flaps.counter}: ${facts.flaps.count})、ダウン中のパケットは失われます。ケーブルとスイッチのポートを確認してください。`
        : '';
      if (facts.how === 'left')
        return `${to} へのリクエストは ${ingress} に届き、戻りパケットは${facts.device === undefined ? 'ホストから' : ` ${facts.device} から`}出ています。${host} より先のネットワークは調べていません。${flaps}`;
      const other = facts.other
        ? `戻りパケットは ${ingress} ではなく ${facts.device} から出ています。途中でそのようなパケットが破棄されないために通っているだけです。`
        : '';
      const late =
        facts.late === undefined ? '' : `最も遅い応答は ${(facts.late / 1000).toFixed(1)} 秒かかりました。`;
      return `${to} からの応答は ${peer(scene)} に届きました。${other}${late}${flaps}`;
    },
  },
  inconclusive: {
    headline: ({ nothingFound, overloaded, lead }, { host, interface: iface, ...scene }) =>
      scene.own
        ? `${host} 自身の ping への応答が ${iface} で受け取れない理由は不明です`
        : overloaded
          ? `${host} は過負荷で、${iface} が応答しない理由を示すだけの情報を読み取れませんでした`
          : lead
            ? `${host} が ${iface} で${nothingFound ? '応答するかどうか' : '応答しない理由'}は不明です: ${becauseOf(causeTexts, lead, { host, interface: iface, ...scene })}`
            : nothingFound
              ? `${host} に、${iface} 宛ての ${requests(scene)} の問題は見つかりません (パケットは未確認)`
              : `${host} が ${iface} で応答しない理由を示す情報が足りません`,
    because: () => 'まだ分かりません',
    explanation: ({ lead }, scene) =>
      lead?.cause === 'request-not-arriving'
        ? causeTexts['request-not-arriving'].explanation(lead.facts, scene)
        : '',
  },
  ...arrivalTexts,
  ...acceptanceTexts,
  ...answerTexts,
};
