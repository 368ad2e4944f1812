import type { QueryFault, QueryMessages } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';

export const querySentences: Sentences<QueryMessages> = {
  'query.not-understood': ({ fault }) => `query: ${faultWords(fault)}`,
  'query.gateway-masked': () => 'the gateway is masked',
};

function faultWords(fault: QueryFault): string {
  switch (fault.kind) {
    case 'no-value':
      return `"${fault.word}" needs a value`;
    case 'odd-value':
      return `"${fault.value}" is not understood after "${fault.word}"`;
    case 'odd-word':
      return `"${fault.word}" is not an address or a known word`;
    case 'mixed-families':
      return 'IPv4 and IPv6 are mixed';
    case 'second-destination':
      return `there is a second destination, "${fault.address}"`;
    case 'no-destination':
      return 'there is no destination';
  }
}
