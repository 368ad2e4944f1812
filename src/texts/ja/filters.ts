import type { FilterMessages, ListingLack } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';
import { gapWords } from './gaps.ts';
import { placeOf } from './words.ts';

function lacks(lack: ListingLack): string {
  switch (lack.kind) {
    case 'cut': {
      const table = lack.table === undefined ? '' : `、テーブル ${lack.table}`;
      const line = lack.line === undefined ? '' : `、${lack.line} 行目`;
      return `${lack.program} の出力が途中で切れているか、読み取れません${table === '' && line === '' ? '' : ` (${`${table}${line}`.slice(1)})`}`;
    }
    case 'one-table':
      return `${lack.program} はテーブル ${lack.table} の出力しかありません`;
    case 'not-listed':
      return lack.legacy
        ? `nft によると iptables-legacy のテーブルがありますが、${lack.program}-save の出力がありません`
        : `${lack.program === 'nft' ? 'nft list ruleset' : `${lack.program}-save`} の出力がありません`;
    case 'filtered':
      return gapWords(lack.how);
  }
}

const POLICY_DROPS = (chain: string) => `${chain} のどのルールも許可せず、チェインのポリシーは drop です`;

export const filterSentences: Sentences<FilterMessages> = {
  'filter.rule': ({ rule, owner }) =>
    `${placeOf(rule)} の \`${rule.text}\`${owner === undefined ? '' : ` (${owner})`}`,
  'filter.accepts': () => 'ルールが許可します',
  'filter.drops': () => 'ルールが破棄します',
  'filter.rejects': () => 'ルールが拒否します',
  'filter.policy': ({ chain }) => POLICY_DROPS(chain),
  'filter.nothing-stops': () => '止めるルールはありません',
  'filter.reverse-path': ({ policy }) =>
    `${policy === undefined ? 'ルールが破棄します' : POLICY_DROPS(policy)} (送信元への戻り経路が、到着したインターフェースではないため)`,
  'filter.match': ({ text }) => `\`${text}\` に一致するかどうか不明です`,
  'filter.not-followed': ({ what }) => `\`${what}\` がパケットをどう扱うか不明です`,
  'filter.chain-not-listed': ({ chain }) => `チェイン ${chain} の出力がありません`,
  'filter.map-not-listed': () => 'map の出力がありません',
  'filter.too-many-rules': () => 'ルールが多すぎて追跡できません',
  'filter.too-deep': () => 'チェインの入れ子が深すぎて追跡できません',
  'filter.listing': ({ lack }) => lacks(lack),
  'filter.vrf': () => 'インターフェースが VRF に属し、ルールは VRF とインターフェースを別々に扱います',
  'filter.device-of-chain': ({ chain }) => `チェイン ${chain} がどのデバイスのものか、出力からは分かりません`,
  'filter.bridge': ({ chain }) => `ブリッジのチェイン ${chain} をパケットが通るかどうか不明です`,
  'filter.no-way-back': () => '応答の戻り経路がありません',
  'filter.tracking': () => '接続が追跡 (conntrack) されているかどうか不明です',
};
