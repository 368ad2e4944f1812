import type { HostFinding, InterfaceFinding, RowStatus } from '../analyzer/model/index.ts';
import { headlineOf, shorten } from './diagnosis.ts';
import type { FleetTexts } from './fleet-texts.ts';
import { catalogueOf, type Language } from './tell.ts';

/** A whole host as the public contract has it. */
export type HostReport = {
  schema: 'roundtrip.host/1';
  host: string;
  /** Worst first. */
  interfaces: readonly HostRow[];
};

export type HostRow = {
  interface: string;
  address: string;
  status: RowStatus;
  cause: InterfaceFinding['cause'];
  certainty: InterfaceFinding['certainty'];
  /** At most 140 characters. */
  headline: string;
};

/** A host's findings, told in one language: `roundtrip.host/1`. */
export function tellHost({ host, interfaces }: HostFinding, language: Language = 'en'): HostReport {
  const rows = interfaces.map((found): HostRow => {
    const { interface: device, address, status, cause, certainty } = found;
    const headline = rowHeadline(host, found, language);
    return { interface: device, address, status, cause, certainty, headline };
  });
  return { schema: 'roundtrip.host/1', host, interfaces: rows };
}

/** What one language says of whole hosts. */
export function fleetTextsIn(language: Language): FleetTexts {
  return catalogueOf(language).fleet;
}

function rowHeadline(host: string, found: InterfaceFinding, language: Language): string {
  const { told, status, interface: device, address, answered } = found;
  const texts = fleetTextsIn(language);
  const isOpen = told.cause === 'inconclusive';
  if (status === 'unknown' && isOpen && told.facts.nothingFound && told.facts.lead === undefined)
    return shorten(texts.notShown({ host, interface: device, address }));
  const headline = headlineOf(found, language);
  if (answered !== undefined) return shorten(texts.answered({ networks: answered, headline }));
  return shorten(status === 'unknown' && !isOpen ? texts.possibly({ headline }) : headline);
}
