import type { ConsoleSection } from './consoles/console.ts';
import {
  capturedDevices,
  captureOn,
  deviceBlocks,
  neighboursOf,
  nftTables,
  ofDevice,
  ofKeys,
  ofTable,
  tablesIn,
  vrfLinks,
} from './consoles/listings.ts';

/** A console in which one listing shows less than it did. */
export interface LessShown {
  /** What was done: `ip addr -> ip addr show eth2`. */
  readonly what: string;
  readonly sections: readonly ConsoleSection[];
}

/** A command that shows a part of what another showed, and its output. */
type Narrower = Pick<ConsoleSection, 'command' | 'output'>;

/**
 * The console with each of its listings replaced by each of its filtered forms, cut where a paste ends, or left out. What is
 * not shown any more is still there on the host: no verdict may rest on its absence.
 */
export function lessShown(sections: readonly ConsoleSection[]): LessShown[] {
  return sections.flatMap((section, at) => {
    const on = `${section.host}: ${shortened(section.command)}`;
    const others = sections.toSpliced(at, 1);
    return [
      { what: `${on} left out`, sections: others },
      ...narrower(section).map((form) => ({
        what: `${on} -> ${shortened(form.command)}`,
        sections: sections.with(at, { ...section, ...form }),
      })),
      ...cut(section).map((shorter) => ({
        what: `${on}, at the end, ${shorter.output.split('\n').length} lines of it`,
        sections: [...others, shorter],
      })),
    ];
  });
}

function narrower({ command, output }: ConsoleSection): Narrower[] {
  if (/^ip (-d )?link$/.test(command)) return ofLinks(command, output);
  if (command === 'ip addr') return ofEachDevice(command, output);
  if (/^ip (-[46] )?route show table all$/.test(command)) return ofRoutes(command, output);
  if (/^sysctl -a/.test(command)) return ofSettings(output);
  if (command === 'nft list ruleset') return ofRuleset(output);
  if (command === 'ip neigh') return ofNeighbours(output);
  if (/^tcpdump .*\bany\b/.test(command)) return ofCapture(output);
  return [];
}

function ofEachDevice(command: string, output: string): Narrower[] {
  const devices = [...deviceBlocks(output).keys()];
  return devices.map((dev) => ({ command: `${command} show ${dev}`, output: ofDevice(output, dev) }));
}

function ofLinks(command: string, output: string): Narrower[] {
  return [
    ...ofEachDevice(command, output),
    { command: `${command} show type vrf`, output: vrfLinks(output) },
  ];
}

function ofRoutes(command: string, output: string): Narrower[] {
  const family = command.includes('-6') ? 6 : 4;
  const show = command.replace(/ show table all$/, '');
  return [
    { command: show, output: ofTable(output, 'main', family) },
    ...tablesIn(output).map((table) => ({
      command: `${show} show table ${table}`,
      output: ofTable(output, table, family),
    })),
  ];
}

function ofSettings(output: string): Narrower[] {
  const keys = output
    .split('\n')
    .flatMap((line) => /^\S+\.(?:rp_filter|ip_forward)(?= = )/.exec(line)?.[0] ?? []);
  return keys.map((key) => ({ command: `sysctl ${key}`, output: ofKeys(output, [key]) ?? '' }));
}

function ofRuleset(output: string): Narrower[] {
  return [...nftTables(output)].map(([table, text]) => ({
    command: `nft list table ${table}`,
    output: text,
  }));
}

function ofNeighbours(output: string): Narrower[] {
  const devices = new Set(output.split('\n').flatMap((line) => / dev (\S+)/.exec(line)?.[1] ?? []));
  return [...devices].map((dev) => ({
    command: `ip neigh show dev ${dev}`,
    output: neighboursOf(output, dev),
  }));
}

function ofCapture(output: string): Narrower[] {
  return capturedDevices(output).map((dev) => ({
    command: `tcpdump -ni ${dev}`,
    output: captureOn(output, dev),
  }));
}

/** `ip rule` with its first lines alone: where the paste ends it may go on. */
function cut(section: ConsoleSection): ConsoleSection[] {
  if (!/^ip (-6 )?rule$/.test(section.command)) return [];
  const lines = section.output.split('\n');
  return lines.slice(1).map((_, count) => ({ ...section, output: lines.slice(0, count + 1).join('\n') }));
}

function shortened(command: string): string {
  return command.length > 40 ? `${command.slice(0, 39)}…` : command;
}
