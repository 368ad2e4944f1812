import type { Message } from '../model/index.ts';
import type { ArrivalQuery, SourceValidation } from './answers.ts';

/** What source validation says of a packet, as a message. */
export function validationMessage(
  validation: SourceValidation,
  { source, iif: device }: Pick<ArrivalQuery, 'source' | 'iif'>,
): Message {
  if (validation.verdict === 'unknown') return { key: 'question.open', question: validation.question };
  switch (validation.reason) {
    case 'same-interface':
      return { key: 'source.same-interface', source, device };
    case 'loose':
      return { key: 'source.mode-accepts', source, way: wayBack(validation), mode: 2 };
    case 'off':
      return off(validation, source);
    case 'strict':
      return { key: 'source.other-interface', source, device, way: wayBack(validation) };
    case 'no-route':
    case 'loose-no-route':
      return { key: 'source.no-route', source };
    case 'not-unicast': {
      const { reverse } = validation;
      return {
        key: 'source.not-unicast',
        source,
        type: reverse?.kind === 'route' ? reverse.type : 'unicast',
      };
    }
    case 'martian':
      return {
        key: 'source.martian',
        source,
        device,
        martian: validation.martian ?? 'no-host-address',
      };
    case 'no-ingress-address':
      return { key: 'source.no-ingress-address', device };
    case 'accept-local':
    case 'not-checked':
      return { key: `source.${validation.reason}` };
    case 'route-rejects':
    case 'own-address':
      return { key: `source.${validation.reason}`, source };
  }
}

/** Mode 0 looks for a way back only where rules were added. */
function off(validation: SourceValidation, source: string): Message {
  const { reverse } = validation;
  if (reverse?.kind === 'error') return { key: 'source.off-without-way-back', source };
  if (reverse === undefined) return { key: 'source.off' };
  return { key: 'source.mode-accepts', source, way: wayBack(validation), mode: 0 };
}

/** The devices that the way back may take. */
function wayBack({ reverse }: SourceValidation): string {
  if (reverse?.kind !== 'route') return '?';
  return (reverse.nextHops ?? [reverse]).map(({ dev }) => dev ?? '?').join(', ');
}
