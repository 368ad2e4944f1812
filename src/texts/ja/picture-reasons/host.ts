import type { FilterFacts, RulePlace } from '../../../analyzer/model/index.ts';
import type { PictureTexts } from '../../picture-texts.ts';
import { listOf, programWords, sender, ways } from '../words.ts';

/** In a few words: causes in the host, where the request comes in. */
export const hostReasons = {
  'firewall-drop': (facts) => filterReason(facts),
  'firewall-rp-filter': ({ rule }) => `ファイアウォール独自のリバースパス検証${placeOf(rule)}`,
  'published-port-reverse-path': ({ ways: back, leaves }, { ingress }) =>
    leaves === undefined
      ? `変換後の戻りは ${ingress} ではなく ${ways(back)}`
      : `コンテナの応答は ${ingress} ではなく ${ways(back)} から`,
  'conntrack-full': ({ count, max }) =>
    count === undefined ? '接続追跡テーブルが満杯' : `接続追跡テーブルが満杯: ${count} / ${max}`,
  'strict-rp-filter': ({ ways: back, byMark }, scene) =>
    byMark
      ? 'strict な rp_filter は応答用のマークを見ない'
      : `rp_filter が strict: ${sender(scene)} への戻りは ${ways(back)}`,
  'source-is-own-address': (_, scene) => `${sender(scene)} は ${scene.host} 自身のアドレス`,
  'vrf-mismatch': (facts, scene) =>
    'port' in facts
      ? `ポート ${facts.port} のプログラムは別の VRF`
      : `VRF ${facts.vrf} に ${sender(scene)} への戻り経路がない`,
  'address-not-local': ({ destination, forwards }) =>
    forwards ? `${destination} はローカルでない: 転送される` : `${destination} はローカルでなく、転送も無効`,
  'echo-ignored': ({ setting }) => `ping に応答しない設定: ${setting}`,
  'not-listening': ({ boundTo }, { port }) =>
    boundTo.length === 0
      ? `ポート ${port} の待ち受けがない`
      : `ポート ${port} の待ち受けは ${listOf(boundTo)} だけ`,
  'listen-queue-full': (_, { port }) => `ポート ${port} の accept キューが満杯`,
  'bpf-or-tc-drop': ({ programs, decided }) =>
    `${listOf(programs.map(programWords))} が${decided ? '破棄' : '破棄しうる'}`,
  'ipsec-policy': ({ blocks }) => (blocks ? 'IPsec ポリシーが遮断' : 'IPsec ポリシーが暗号化を要求'),
} satisfies Partial<PictureTexts['reason']>;

function filterReason({ verdict, rule, policy, notShown, hook, told }: FilterFacts): string {
  if (notShown) return `パケットフィルターは不明 (${hook}): 破棄の可能性`;
  if (told) return 'ファイアウォールが拒否 (administratively prohibited)';
  const does = verdict === 'reject' ? '拒否' : '破棄';
  return `ファイアウォールの${policy ? 'ポリシー' : 'ルール'}が${does}${placeOf(rule)}`;
}

function placeOf(rule: RulePlace | undefined): string {
  if (rule === undefined) return '';
  return `: ${rule.owner === undefined ? '' : `${rule.owner}、`}チェイン ${rule.chain}`;
}
