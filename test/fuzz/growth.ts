import { readTranscript } from '../../src/transcript/index.ts';

/** Lines of one kind, as many as wanted, with the command that prints them where one does. */
const TEXTS: Readonly<Record<string, { command?: string; line: (at: number) => string }>> = {
  routes: {
    command: 'ip route',
    line: (at) => `10.${byte(at, 1)}.${byte(at)}.0/24 via 10.0.0.${byte(at)} dev eth${at % 8} metric ${at}`,
  },
  interfaces: {
    command: 'ip addr',
    line: (at) =>
      `${at}: eth${at}: <BROADCAST,UP> mtu 1500\n    inet 10.${byte(at, 1)}.${byte(at)}.1/24 scope global eth${at}`,
  },
  rules: { command: 'ip rule', line: (at) => `${at}:\tfrom 10.0.${byte(at, 1)}.${byte(at)} lookup ${at}` },
  packets: {
    command: 'tcpdump -ni eth1',
    line: (at) =>
      `10:00:00.${String(at % 1e6).padStart(6, '0')} IP 10.0.0.4.${at % 60000} > nas.https: Flags [S], seq ${at}, length 0`,
  },
  sockets: {
    command: 'ss -lntu',
    line: (at) => `tcp LISTEN 0 128 10.0.0.${byte(at)}:${at % 60000} 0.0.0.0:*`,
  },
  neighbours: {
    command: 'ip neigh',
    line: (at) => `10.${byte(at, 1)}.${byte(at)}.1 dev eth1 lladdr 02:00:00:00:00:01 STALE`,
  },
  'forwarding entries': {
    command: 'bridge fdb',
    line: (at) => `02:00:00:00:${hex(at, 1)}:${hex(at)} dev eth1 master br0`,
  },
  'log lines': {
    command: 'dmesg',
    line: (at) => `[${at}.000000] IPv4: martian source 10.7.2.9 from 10.7.1.${byte(at)}, on dev eth1`,
  },
  YAML: { command: 'cat /etc/netplan/a.yaml', line: (at) => `      - to: 10.${byte(at)}.0.0/16` },
  'packet filter rules': {
    command: 'iptables-save',
    line: (at) => `-A INPUT -s 10.0.${byte(at, 1)}.${byte(at)} -j ACCEPT`,
  },
  prose: { line: (at) => `This is the line number ${at} of a long text that says nothing at all` },
  'another script': { line: (at) => `默认都走 192.168.11.${byte(at)}。` },
  quotes: { line: (at) => `> 10.0.${byte(at)}.0/24 dev eth0 scope link` },
  'bold lines': { line: (at) => `**10.0.${byte(at)}.0/24 dev eth0 scope link**` },
  cells: { line: (at) => `| a ${at} | b | c |` },
  'a diff': { line: (at) => `+10.0.0.${byte(at)} dev eth0` },
  prompts: { line: (at) => `root@h${at % 90}:~# ip link show eth${at}` },
  'many listings of links': {
    line: (at) => `root@h:~# ip link show eth${at}\n${at}: eth${at}: <BROADCAST,UP> mtu 1500 state UP`,
  },
  'many listings of neighbours': {
    line: (at) =>
      `root@h:~# ip neigh show dev eth${at}\n10.${byte(at, 1)}.${byte(at)}.1 lladdr 02:00:00:00:00:01 STALE`,
  },
  'many listings of sockets': {
    line: (at) => `root@h:~# ss -lnt\nLISTEN 0 128 10.0.0.1:${at % 60000} 0.0.0.0:*`,
  },
  'many listings of routes': {
    line: (at) => `root@h:~# ip route show table ${at}\ndefault via 10.${byte(at, 1)}.${byte(at)}.1 dev eth1`,
  },
  'many settings': {
    line: (at) => `root@h:~# sysctl net.ipv4.conf.eth${at}.rp_filter\nnet.ipv4.conf.eth${at}.rp_filter = 1`,
  },
  'many hosts': { line: (at) => `root@h${at}:~# ip rule\n0:\tfrom all lookup local` },
  'many pings': {
    line: (at) => `root@h:~# ping -c1 10.${byte(at, 1)}.${byte(at)}.1\nping: connect: Network is unreachable`,
  },
  'many log lines': {
    line: (at) => `root@h:~# dmesg\n[${at}.1] IPv4: martian source 10.7.2.9 from 10.7.1.1, on dev eth1`,
  },
  rubbish: { line: (at) => `${'x'.repeat(at % 60)} ${at} ( [ < { | # $` },
};

function byte(at: number, place = 0): number {
  return (at >> (8 * place)) & 255;
}

function hex(at: number, place = 0): string {
  return byte(at, place).toString(16).padStart(2, '0');
}

/** Times longer that a text four times as long may take to read; in proportion it would be 4. */
const LIMIT = 9;
const LINES = 2000;

/** Milliseconds of this process for reading so many lines; the least of several attempts. */
function cost(name: string, count: number): number {
  const text = TEXTS[name];
  if (text === undefined) throw new Error(`no text ${name}`);
  const head = text.command === undefined ? '' : `root@h:~# ${text.command}\n`;
  const source = `${head}${Array.from({ length: count }, (_, at) => text.line(at)).join('\n')}\n`;
  const attempts = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    readTranscript(source);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...attempts);
}

/** How much longer four times the lines take, kind by kind; throws where that is far more than in proportion. */
export function readingGrowth(): { name: string; ratio: number; microsecondsALine: number }[] {
  return Object.keys(TEXTS).map((name) => {
    cost(name, LINES / 4);
    const [short, long] = [cost(name, LINES), cost(name, 4 * LINES)];
    const ratio = long / Math.max(short, 1);
    if (ratio > LIMIT)
      throw new Error(`${name}: four times the lines take ${ratio.toFixed(1)} times as long to read`);
    return { name, ratio, microsecondsALine: (1000 * long) / (4 * LINES) };
  });
}
