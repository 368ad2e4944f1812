import { isJson, jsonItems } from '../forms/json.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import {
  type BridgeReading,
  isBridgePortLine,
  isFdbLine,
  parseBrctl,
  parseBridgeLinks,
  parseBridgeVlans,
  parseFdb,
  readBridgeLinksJson,
  readBridgeVlansJson,
  readFdbJson,
} from '../parsers/bridge.ts';

/** `bridge link`, `bridge fdb` and `bridge vlan`, text and JSON; `brctl show`. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines } = block;
  const json = isJson(lines) ? jsonItems(lines.join('\n')).items : undefined;
  const what = whatIsShown(block);
  if (what === 'fdb') {
    const entries = json ? readFdbJson(json) : parseFdb(lines);
    draft.state.fdb = [...(draft.state.fdb ?? []), ...entries].slice(0, MAX_ENTRIES);
  } else if (what === 'vlan') {
    const vlans = json ? readBridgeVlansJson(json) : parseBridgeVlans(lines);
    draft.state.bridgeVlans = [...(draft.state.bridgeVlans ?? []), ...vlans].slice(0, MAX_ENTRIES);
  } else
    addPorts(
      draft,
      what === 'brctl' ? parseBrctl(lines) : json ? readBridgeLinksJson(json) : parseBridgeLinks(lines),
    );
  draft.evidence('bridge', commandOf(block), lines.join('\n'));
}

/** A large switch has more; these are enough to find a port by. */
const MAX_ENTRIES = 5000;

function addPorts(draft: ObservationDraft, { links, ports }: BridgeReading): void {
  draft.addLinks(links);
  draft.cover('links', []);
  const known = new Map([...(draft.state.bridgePorts ?? []), ...ports].map((port) => [port.device, port]));
  draft.state.bridgePorts = [...known.values()];
}

function whatIsShown({ command, lines }: Block): 'link' | 'fdb' | 'vlan' | 'brctl' {
  const argv = command?.argv ?? [];
  if (argv[0] === 'brctl') return 'brctl';
  const object = argv.slice(1).find((word) => !word.startsWith('-')) ?? '';
  if (object !== '') return 'fdb'.startsWith(object) ? 'fdb' : 'vlan'.startsWith(object) ? 'vlan' : 'link';
  return lines.some((line) => isFdbLine(line)) ? 'fdb' : 'link';
}

export const bridge = {
  kind: 'bridge',
  printedBy: ({ argv }) =>
    (argv[0] === 'bridge' && argv.slice(1).some((word) => /^(?:l|link|f|fdb|v|vlan)$/.test(word))) ||
    (argv[0] === 'brctl' && argv[1] === 'show'),
  form: (line) => isBridgePortLine(line) || isFdbLine(line),
  lines: { unmistakable: true },
  state: true,
  part: 'links',
  answers: ['link'],
  read,
} satisfies Output;
