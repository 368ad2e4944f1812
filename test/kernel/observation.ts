import type { HostState } from '../../src/analyzer/model/index.ts';
import { readSections } from '../../src/transcript/index.ts';
import type { Configuration } from './configuration.ts';

/** What the kernel said to one question: its JSON object, or its words of refusal. */
export type KernelAnswer = { route: Record<string, unknown> } | { refusal: string };

/** A configuration in the kernel: what it is, as its own listings tell, and what it answered. */
export interface Observed {
  state: HostState;
  answers: KernelAnswer[];
  /** The listings that the state was read from, by command. */
  listings: Record<string, string>;
}

const LISTINGS = [
  'uname -r',
  'ip -j -d link',
  'ip -j addr',
  'ip -4 -j rule',
  'ip -6 -j rule',
  'ip -4 -j route show table all',
  'ip -6 -j route show table all',
  'ip -j neigh',
];
const SETTINGS = [
  'rp_filter',
  'accept_local',
  'src_valid_mark',
  'route_localnet',
  'send_redirects',
  'forwarding',
];
SETTINGS.push('ignore_routes_with_linkdown', 'bc_forwarding', 'use_oif_addrs_only', 'use_tempaddr');
const MARK = '=====';

function listingScript(): string {
  const listings = LISTINGS.map((command) => `echo '${MARK}${command}'; ${command}; echo`);
  const files = SETTINGS.map((name) => `/proc/sys/net/ipv[46]/conf/*/${name}`).join(' ');
  return `${listings.join('\n')}\necho '${MARK}grep -H . /proc/sys/net/ipv4/ip_forward'\ngrep -H . /proc/sys/net/ipv4/ip_forward ${files} 2>/dev/null\n`;
}

function batch(options: string, lines: readonly string[], output: string): string {
  return `ip ${options} -force -batch - >${output} 2>&1 <<'END'\n${lines.join('\n')}\nEND\n`;
}

/** The shell script that builds a host in the namespace that it runs in, lists what it is, asks, and lists again. */
export function observationScript(configuration: Configuration): string {
  const { links, sysctls, setup4, setup6, late, queries } = configuration;
  const settings = sysctls.map((line) => {
    const [file, value] = line.split(' ');
    return `echo ${value} >/proc/sys/net/${file} 2>/dev/null`;
  });
  return [
    'for scope in all default; do echo 0 >/proc/sys/net/ipv6/conf/$scope/accept_dad; done',
    batch('', links, '/dev/null'),
    ...settings,
    batch('-4', setup4, '/dev/null'),
    batch('-6', setup6, '/dev/null'),
    batch('', late, '/dev/null'),
    listingScript(),
    `echo '${MARK}answers'`,
    `ip -j -force -batch - 2>&1 <<'END'\n${queries.map((query) => `route get ${query}`).join('\n')}\nEND`,
    listingScript(),
  ].join('\n');
}

/** Answers in the order of the questions: an error's last line names the line of the batch that failed. */
function readAnswers(text: string, count: number): KernelAnswer[] {
  const answers: KernelAnswer[] = [];
  let words: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('[{')) {
      answers.push({ route: (JSON.parse(line) as Record<string, unknown>[])[0] ?? {} });
      words = [];
    } else if (/^Command failed .*:\d+$/.test(line)) {
      answers.push({ refusal: words.join(' ') });
      words = [];
    } else if (line.trim() !== '') words.push(line.trim());
  }
  if (answers.length !== count)
    throw new Error(`${answers.length} answers to ${count} questions:\n${text.slice(0, 2000)}`);
  return answers;
}

/** The host's state as the transcript parsers read its listings. */
export function stateOf(listings: Record<string, string>): HostState {
  const sections = Object.entries(listings).map(([command, output]) => ({ command, output, host: 'host' }));
  const [observation] = readSections(sections);
  if (!observation) throw new Error('nothing could be read from the listings');
  return observation.state;
}

function splitListings(text: string): [string, string][] {
  return text
    .split(MARK)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1)];
    });
}

/** Listings without a bridge's running timers. */
function still(listings: readonly [string, string][]): string {
  return JSON.stringify(listings).replaceAll(/_timer\\":[\d.]+/g, '');
}

/** The script for a host that was built before: lists and asks again. */
export function againScript(configuration: Configuration): string {
  return observationScript({ ...configuration, links: [], sysctls: [], setup4: [], setup6: [], late: [] });
}

/** What a script printed; `settled` where the host did not change while it was asked. */
export function readObservation(text: string, questions: number): { observed: Observed; settled: boolean } {
  const parts = splitListings(text);
  const asked = parts.findIndex(([title]) => title === 'answers');
  const before = parts.slice(0, asked);
  const listings = Object.fromEntries(before);
  const answers = readAnswers(parts[asked]?.[1] ?? text, questions);
  const settled = still(before) === still(parts.slice(asked + 1));
  return { observed: { state: stateOf(listings), answers, listings }, settled };
}
