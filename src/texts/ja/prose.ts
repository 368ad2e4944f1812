import type { BlastRadiusTexts, Prose } from '../prose.ts';
import { UNNAMED } from './words.ts';

/** Names stand between spaces; between Japanese words there is none. */
const SPACE_AT_UNNAMED = (() => {
  const words = Object.values(UNNAMED).flatMap((each) => Object.values(each));
  const one = `(?:${words.join('|')})`;
  return new RegExp(`(?<=[^\\x00-\\x7f]) (?=${one})|(?<=${one}) (?=[^\\x00-\\x7f])`, 'g');
})();

export const prose: Prose = {
  sentence: (clause) => `${clause}。`,
  clauses: (clauses) => clauses.join('、'),
  inTurn: (clauses) => clauses.join('。'),
  join: (sentences) => sentences.join(''),
  tidy: (text) => text.replace(SPACE_AT_UNNAMED, ''),
};

export const blastRadius: BlastRadiusTexts = {
  summary(changed, considered, truncated) {
    if (considered === undefined && changed === 0) return '他のフローへの影響は計算していません';
    const of = considered === undefined ? '' : ` ${considered} 件中`;
    const more = truncated ? ' (ホストには、調べていないフローがほかにもあります)' : '';
    return `既知のフロー${of} ${changed} 件が変わります${more}`;
  },
  flow: ({ flow, before, after }) => `${flow}: ${before} → ${after}`,
  more: (rest) => `… ほか ${rest} 件`,
  ownConnection: (way) => `Roundtrip 自身の SSH 接続: ${way} (変更なし)`,
};
