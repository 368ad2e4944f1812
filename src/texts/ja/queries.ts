import type { QueryFault, QueryMessages } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';

export const querySentences: Sentences<QueryMessages> = {
  'query.not-understood': ({ fault }) => `問い合わせの書式: ${faultWords(fault)}`,
  'query.gateway-masked': () => 'ゲートウェイが伏せられています',
};

function faultWords(fault: QueryFault): string {
  switch (fault.kind) {
    case 'no-value':
      return `"${fault.word}" に値がありません`;
    case 'odd-value':
      return `"${fault.word}" の値 "${fault.value}" を読み取れません`;
    case 'odd-word':
      return `"${fault.word}" はアドレスでも既知の語でもありません`;
    case 'mixed-families':
      return 'IPv4 と IPv6 が混在しています';
    case 'second-destination':
      return `2 つ目の宛先 "${fault.address}" があります`;
    case 'no-destination':
      return '宛先がありません';
  }
}
