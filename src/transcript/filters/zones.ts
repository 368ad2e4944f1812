/** What firewalld says of one zone. */
export type Zone = {
  name: string;
  /** Its settings were listed; else only what belongs to it is known (`--get-active-zones`). */
  listed: boolean;
  /** `default`, `DROP`, `%%REJECT%%`, `ACCEPT`; absent where not printed (firewalld before 0.4). */
  target?: string;
  interfaces: string[];
  sources: string[];
  services: string[];
  /** `8080/tcp`, `5000-5010/udp`. */
  ports: string[];
  sourcePorts: string[];
  protocols: string[];
  /** `port=80:proto=tcp:toport=8080:toaddr=`. */
  forwardPorts: string[];
  icmpBlocks: string[];
  icmpBlockInversion: boolean;
  richRules: string[];
  /** It is the stored configuration, which need not be the one that is in force. */
  permanent: boolean;
};

const LISTS = {
  interfaces: 'interfaces',
  sources: 'sources',
  services: 'services',
  ports: 'ports',
  protocols: 'protocols',
  'source-ports': 'sourcePorts',
  'icmp-blocks': 'icmpBlocks',
  'forward-ports': 'forwardPorts',
} as const satisfies Record<string, keyof Zone>;
type ListKey = keyof typeof LISTS;

const SETTING =
  /^\s*(target|summary|description|icmp-block-inversion|interfaces|sources|services|ports|protocols|forward|masquerade|forward-ports|source-ports|icmp-blocks|rich rules|ingress-priority|egress-priority):\s*(.*)$/;
/** `public (default, active)`; without the brackets a zone that has neither interface nor source. */
const HEADING = /^\s*([A-Za-z][\w.-]{0,40})(?: \((?:active|default|default, active|active, default)\))?\s*$/;
const BRACKETS = /\((?:active|default)(?:, (?:active|default))?\)\s*$/;
const FIRST: ReadonlySet<string> = new Set([
  'target',
  'interfaces',
  'sources',
  'summary',
  'ingress-priority',
]);

/** Whether a line, with the next one, heads a zone's listing. */
export function isZoneHeading(line: string, next: string): boolean {
  if (!HEADING.test(line)) return false;
  const setting = SETTING.exec(next)?.[1] ?? '';
  return setting === 'target' || (FIRST.has(setting) && (BRACKETS.test(line) || /^\s/.test(next)));
}

/** Whether a line can stand within the listing of a zone. */
export function isZoneLine(line: string): boolean {
  return SETTING.test(line) || /^\s*rule (?:priority|family|source|service|port|protocol|icmp-)/.test(line);
}

/** The zones that `--list-all`, `--list-all-zones`, `--info-zone` and `--get-active-zones` print. */
export function parseZones(lines: readonly string[], permanent: boolean): Zone[] {
  const zones: Zone[] = [];
  let zone: Zone | undefined;
  let list: ListKey | 'rich rules' | undefined;
  for (const [at, line] of lines.entries()) {
    const next = lines.slice(at + 1).find((later) => later.trim() !== '') ?? '';
    const setting = SETTING.exec(line.slice(0, 4000));
    if (setting) {
      if (!zone) continue;
      const [, name = '', value = ''] = setting;
      list = name === 'rich rules' || isList(name) ? name : undefined;
      apply(zone, name, value.trim());
    } else if (isZoneHeading(line, next)) {
      zone = newZone(HEADING.exec(line)?.[1] ?? '', permanent);
      zones.push(zone);
      list = undefined;
    } else if (zone && /^\s*rule /.test(line)) zone.richRules.push(line.trim());
    else if (zone && list !== undefined && list !== 'rich rules' && isWrapped(line, next))
      zone[LISTS[list]].push(...line.trim().split(/\s+/));
    else if (line.trim() !== '') list = undefined;
  }
  return zones;
}

/** A list that was broken at the screen's edge goes on before the next setting. */
function isWrapped(line: string, next: string): boolean {
  return SETTING.test(next) && /^\s*[\w./:+-]+(?:\s+[\w./:+-]+)*\s*$/.test(line);
}

function isList(name: string): name is ListKey {
  return Object.hasOwn(LISTS, name);
}

function apply(zone: Zone, name: string, value: string): void {
  if (name === 'target') zone.target = value;
  else if (name === 'icmp-block-inversion') zone.icmpBlockInversion = value === 'yes';
  else if (name === 'rich rules' && value.startsWith('rule ')) zone.richRules.push(value);
  else if (isList(name)) zone[LISTS[name]].push(...value.split(/[\s,]+/).filter((word) => word !== ''));
  // `--get-active-zones` prints what belongs to a zone, and none of its settings.
  if (name !== 'interfaces' && name !== 'sources') zone.listed = true;
}

/** A zone of which nothing is known yet. */
export function newZone(name: string, permanent: boolean): Zone {
  return {
    name,
    listed: false,
    interfaces: [],
    sources: [],
    services: [],
    ports: [],
    sourcePorts: [],
    protocols: [],
    forwardPorts: [],
    icmpBlocks: [],
    icmpBlockInversion: false,
    richRules: [],
    permanent,
  };
}
