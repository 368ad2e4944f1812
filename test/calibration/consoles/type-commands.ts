import type { Lab } from '../../../src/demo/lab/index.ts';
import type { Play } from '../../lab/scenarios/play.ts';
import type { Question } from '../../lab/scenarios/scenario.ts';
import type { ConsoleSection } from './console.ts';

const SETTINGS =
  'rp_filter|arp_(ignore|announce)|accept_local|src_valid_mark|[.]forwarding|ip_forward$|echo_ignore_all|ignore_routes_with_linkdown|disable_ipv6$|icmp_(rate|msgs)|l3mdev_accept|conntrack_(count|max)$';

const COUNTERS = [
  'IpInReceives',
  'IpInDelivers',
  'IpOutRequests',
  'IpOutDiscards',
  'IpOutNoRoutes',
  'IcmpInEchos',
  'IcmpOutEchoReps',
  'Icmp6InEchos',
  'Icmp6OutEchoReplies',
  'TcpExtIPReversePathFilter',
];

/** Listings of the asked host; those of IPv6 only where the question is about IPv6. */
const STATE: readonly (readonly string[])[] = [
  ['ip', 'addr'],
  ['ip', '-d', 'link'],
  ['ip', 'rule'],
  ['ip', '-4', 'route', 'show', 'table', 'all'],
];
const STATE6: readonly (readonly string[])[] = [
  ['ip', '-6', 'rule'],
  ['ip', '-6', 'route', 'show', 'table', 'all'],
];
/** What is looked at on the sender. */
const SENDER_STATE: readonly (readonly string[])[] = [
  ['ip', 'addr'],
  ['ip', 'rule'],
];

/** How the sender tries it; `input` is what is piped into the program. */
type Attempt = { readonly argv: readonly string[]; readonly input?: string };

/** What a thorough person types on the asked host and on the sender while a scenario's network stands. */
export async function typeCommands(
  { lab, scenario }: Play,
  to: string,
  from: string | undefined,
): Promise<ConsoleSection[]> {
  const { ask } = scenario;
  const sender = ask.from === null ? undefined : (ask.from ?? 'server-a');
  const six = to.includes(':');
  const typeAll = async (host: string | undefined, list: readonly (readonly string[])[]) => {
    const sections: ConsoleSection[] = [];
    if (host === undefined) return sections;
    for (const argv of list) sections.push(await typed(lab, host, { argv }));
    return sections;
  };
  const routes = six ? STATE6 : [['ip', 'route']];
  const counters = [
    ['nstat', '-asz', ...COUNTERS],
    ['cat', '/proc/net/xfrm_stat'],
    ['ip', '-s', 'link', 'show', 'dev', ask.iface],
  ];

  const state = await typeAll('server-b', [
    ...STATE,
    ...(six ? STATE6 : []),
    ['sysctl', '-a', '-r', SETTINGS],
    ['ss', '-tuln'],
    ...(from === undefined ? [] : oracleFor(ask, to, from)),
  ]);
  const senderState = await typeAll(sender, [...SENDER_STATE, ...routes, ['ip', 'route', 'get', to]]);
  const before = await typeAll('server-b', counters);
  const { probes, captured } = await probed(lab, ask, to, sender);
  const after = await typeAll('server-b', [
    ...counters,
    ['ip', 'neigh'],
    ['nft', 'list', 'ruleset'],
    ['iptables-legacy-save'],
    ['ip', 'xfrm', 'policy'],
    ['ip', 'xfrm', 'state'],
    ['tc', 'qdisc', 'show'],
    ['tc', 'filter', 'show', 'dev', ask.iface, 'ingress'],
    ['tc', 'filter', 'show', 'dev', ask.iface, 'egress'],
  ]);
  const senderAfter = await typeAll(sender, [
    ['ip', 'neigh'],
    ['nft', 'list', 'ruleset'],
  ]);

  const [onHost = [], onSender = []] = captured;
  return [...probes, ...senderState, ...onSender, ...senderAfter, ...state, ...before, ...onHost, ...after];
}

/** The sender's attempt, with a capture on both sides; without a sender, two seconds of listening. */
async function probed(
  lab: Lab,
  ask: Question,
  to: string,
  sender: string | undefined,
): Promise<{ probes: ConsoleSection[]; captured: ConsoleSection[][] }> {
  const filter = captureFilter(ask);
  const running = ['server-b', ...(sender === undefined ? [] : [sender])].map((host) => ({
    host,
    capture: lab.spawn(host, ['tcpdump', '-enl', '-i', 'any', filter]),
  }));
  for (const { capture } of running) await capture.waitFor('listening on');
  const probes: ConsoleSection[] = [];
  if (sender === undefined) await new Promise((resolve) => setTimeout(resolve, 2000));
  else probes.push(...(await tryToReach(lab, ask, to, sender)));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const captured: ConsoleSection[][] = [];
  for (const { host, capture } of running) {
    const output = onTerminal(await capture.stop());
    captured.push([{ host, command: `tcpdump -eni any '${filter}'`, output }]);
  }
  return { probes, captured };
}

/** What the sender types to reach the address, and what it is told. */
export async function tryToReach(
  lab: Lab,
  ask: Question,
  to: string,
  sender: string,
): Promise<ConsoleSection[]> {
  const sections: ConsoleSection[] = [];
  for (const attempt of attemptsFor(ask, to)) sections.push(await typed(lab, sender, attempt));
  return sections;
}

/** What a capture printed, in the order in which a terminal shows it. */
export function onTerminal({ stdout, stderr }: { stdout: string; stderr: string }): string {
  const [head = '', tail = ''] = stderr.split(/(?<=^listening on .*\n)/m);
  return withoutEnd(`${head}${stdout}${tail}`);
}

function oracleFor(
  { iface, protocol = 'icmp', port }: Question,
  to: string,
  from: string,
): readonly (readonly string[])[] {
  const transport = protocol === 'icmp' ? [] : ['ipproto', protocol, 'dport', String(port)];
  const back = protocol === 'icmp' ? [] : ['ipproto', protocol, 'sport', String(port)];
  return [
    ['ip', 'route', 'get', to, 'from', from, 'iif', iface, ...transport],
    ['ip', 'route', 'get', from, 'from', to, ...back],
  ];
}

function captureFilter({ protocol = 'icmp', port }: Question): string {
  return protocol === 'icmp' ? 'icmp or icmp6 or arp' : `${protocol} port ${port} or icmp or arp`;
}

function attemptsFor({ protocol = 'icmp', port }: Question, to: string): Attempt[] {
  if (protocol === 'udp') return [{ argv: ['nc', '-nu', '-w', '1', to, String(port)], input: 'hello\n' }];
  if (protocol === 'tcp') return [{ argv: ['nc', '-nzv', '-w', '1', to, String(port)] }];
  const ping = ['ping', '-n', '-c', '3', '-i', '0.3', '-W', '1', to];
  const large = ['ping', '-n', '-M', 'do', '-s', '1472', '-c', '2', '-i', '0.3', '-W', '1', to];
  return to.includes(':') ? [{ argv: ping }] : [{ argv: ping }, { argv: large }];
}

async function typed(lab: Lab, host: string, { argv, input }: Attempt): Promise<ConsoleSection> {
  const { stdout, stderr } = await lab.exec(host, argv, input === undefined ? {} : { input });
  const words = argv.map((word) => (/[|()$*]/.test(word) ? `'${word}'` : word)).join(' ');
  const command = input === undefined ? words : `echo ${input.trim()} | ${words}`;
  return { host, command, output: withoutEnd(`${stdout}${stderr}`) };
}

function withoutEnd(text: string): string {
  return text.replace(/\s+$/, '');
}
