import type { ProbeOutcome, Protocol } from '../../../analyzer/model/index.ts';
import { outcomeOf } from '../../forms/outcome.ts';
import { portOf } from '../../forms/services.ts';
import { optionOf, type Scanner, type Tried } from './scan.ts';

/** What the plugins of the Monitoring Plugins project ask for, by their name; those of hosts alone have no port. */
const PORTS: Readonly<Record<string, number>> = {
  ...{ ssh: 22, http: 80, smtp: 25, ftp: 21, imap: 143, pop: 110, simap: 993, spop: 995, ldap: 389 },
  ...{ mysql: 3306, pgsql: 5432, nrpe: 5666, nt: 1248, ircd: 6667, jabber: 5222, nntp: 119, clamd: 3310 },
};
const OVER_UDP: Readonly<Record<string, number>> = {
  dns: 53,
  dig: 53,
  snmp: 161,
  ntp: 123,
  ntp_peer: 123,
  ntp_time: 123,
};
const OF_HOSTS = /^(?:ping|icmp|host|fping|hpjd)$/;

/** `PING CRITICAL - Packet loss = 100%`, `PING OK - Packet loss = 0%, RTA = 0.80 ms`. */
const PING =
  /^PING (?:OK|WARNING|CRITICAL|UNKNOWN) - .*?Packet loss = (\d{1,3})%(?:, RTA = ([\d.]{1,12}) ms)?/;
/** `CRITICAL - 10.0.0.5: rta nan, lost 100%`, `OK - 10.0.0.5 rta 0.213ms lost 0%`. */
const ICMP = /^(?:OK|WARNING|CRITICAL|UNKNOWN) - (\S{2,253}?):? rta (nan|[\d.]{1,12}ms),? lost (\d{1,3})%/;
/** `CRITICAL - Host Unreachable (10.0.0.5)`, and for `icmp`: `CRITICAL - 10.0.0.5: Host unreachable @ 10.0.0.1`. */
const UNREACHABLE =
  /^CRITICAL - (?:(?:Host|Network|Port|Protocol) (?:Unreachable|Prohibited|not responding|Redirect)\S*(?: Bogus ICMP code)? \((\S{2,253})\)|(\S{2,253}?): (?:Host|Network|Port|Communication)\s?\S{0,20} ?(?:unreachable|prohibited)(?:.{0,60}? @ (\S{2,45}?)\.?)?(?:[ ,].*)?$)/i;
/** `connect to address 10.0.0.5 and port 22: Connection refused`. */
const CONNECT = /^(?:CRITICAL - )?connect to address (\S{2,253}?) (?:and )?port (\d{1,5}): (.*)$/;
const SERVICE = /^(?:[A-Z]{2,8}[-\w]{0,8} )?(OK|WARNING)(?::| -) (?!Packet loss|\S{2,253}:? rta )/;
const TIMEOUT =
  /^(?:[A-Z_]{2,12} )?(?:(?:STATE )?(?:CRITICAL|UNKNOWN)[ :-]{1,3})?(?:Socket timeout(?: after \d{1,4} seconds)?|Plugin timed out.*|No response from .*|.{0,40}Connection timed out)\b/i;
const ON_PORT = / response time on (\S{2,253}) port (\d{1,5})/;

function pluginOf(argv: readonly string[]): string | undefined {
  return /^check_(\w{2,20})$/.exec(argv[0] ?? '')?.[1];
}

/** Checks of Nagios, Icinga and their like: `check_ping`, `check_icmp`, `check_tcp`, `check_ssh` … */
export const monitoring: Scanner = {
  prints: (argv) => pluginOf(argv) !== undefined,
  form: (line) => {
    const start = line.trim().slice(0, 400);
    return (
      ICMP.test(start) ||
      PING.test(start) ||
      UNREACHABLE.test(start) ||
      CONNECT.test(start) ||
      (/^(?:TCP|SSH|HTTP|SMTP) (?:OK|WARNING)/.test(start) && ON_PORT.test(start))
    );
  },
  read(lines, argv) {
    const target = targetOf(argv);
    return lines.flatMap((line) => resultOf(line.trim().slice(0, 600), target) ?? []).slice(-40);
  },
};

type Target = { host?: string | undefined; protocol: Protocol; port?: number | undefined; packets: number };

function targetOf(argv: readonly string[]): Target {
  const plugin = pluginOf(argv) ?? '';
  const host =
    optionOf(argv, '-s', '--server')?.replace(/^\d+$/, '') || optionOf(argv, '-H', '--hostname', '-I');
  const isDns = plugin === 'dns' || plugin === 'dig';
  const asked = isDns ? host : (optionOf(argv, '-H', '--hostname', '-I') ?? host ?? operandOf(argv));
  if (OF_HOSTS.test(plugin) || plugin === '') {
    const packets = Number(optionOf(argv, '-p', '--packets', '-n') ?? 5);
    return { host: asked, protocol: 'icmp', packets: packets > 0 && packets < 1000 ? packets : 5 };
  }
  const over = OVER_UDP[plugin];
  const secure = plugin === 'http' && argv.some((word) => /^(?:-S|--ssl)/.test(word));
  return {
    host: asked,
    protocol: over === undefined && plugin !== 'udp' ? 'tcp' : 'udp',
    port: portOf(optionOf(argv, '-p', '--port')) ?? (secure ? 443 : (PORTS[plugin] ?? over)),
    packets: 1,
  };
}

function operandOf(argv: readonly string[]): string | undefined {
  return argv
    .slice(1)
    .find((word, at) => /^[\w.:-]{2,253}$/.test(word) && !word.startsWith('-') && !argv[at]?.startsWith('-'));
}

function resultOf(line: string, target: Target): Tried | undefined {
  const icmp = ICMP.exec(line);
  if (icmp) {
    const time = icmp[2] === 'nan' ? undefined : Number.parseFloat(icmp[2] ?? '');
    return echoes(icmp[1] ?? '', { lost: Number(icmp[3]), time, line, sent: target.packets });
  }
  const unreachable = UNREACHABLE.exec(line);
  if (unreachable) {
    const to = unreachable[1] ?? unreachable[2] ?? '';
    const outcome = outcomeOf(line) ?? 'host-unreachable';
    return { to, sent: target.packets, received: 0, outcome, error: line, reportedBy: unreachable[3] };
  }
  const refused = CONNECT.exec(line);
  if (refused) {
    const outcome = outcomeOf(refused[3] ?? '');
    const port = portOf(refused[2]);
    return connection({ ...target, host: refused[1], port, protocol: 'tcp' }, outcome, line);
  }
  const served = ON_PORT.exec(line);
  if (served && SERVICE.test(line))
    return connection(
      { ...target, host: served[1], port: portOf(served[2]), protocol: 'tcp' },
      'answered',
      line,
    );
  const { host } = target;
  if (host === undefined) return undefined;
  const ping = PING.exec(line);
  if (ping) {
    const time = ping[2] === undefined ? undefined : Number(ping[2]);
    return echoes(host, { lost: Number(ping[1]), time, line, sent: target.packets });
  }
  const outcome = SERVICE.test(line) ? 'answered' : TIMEOUT.test(line) ? 'timed-out' : serviceFailure(line);
  if (outcome === undefined) return undefined;
  if (target.protocol !== 'icmp') return connection(target, outcome, line);
  return outcome === 'answered'
    ? undefined
    : { to: host, sent: target.packets, received: 0, outcome, error: line };
}

function serviceFailure(line: string): ProbeOutcome | undefined {
  return /^(?:[A-Z_]{2,12} )?(?:CRITICAL|UNKNOWN|ERROR)\b|^(?:Connection|No route|Network)\b/.test(line)
    ? outcomeOf(line)
    : undefined;
}

function echoes(
  to: string,
  { lost, time, line, sent }: { lost: number; time: number | undefined; line: string; sent: number },
): Tried {
  const received = Math.round((sent * (100 - lost)) / 100);
  return received > 0
    ? { to, sent, received, outcome: 'answered', roundTrip: time }
    : { to, sent, received, outcome: outcomeOf(line) ?? 'timed-out', error: line };
}

function connection(
  { host = '', port, protocol }: Target,
  outcome: ProbeOutcome | undefined,
  line: string,
): Tried {
  const reached = protocol === 'tcp' && (outcome === 'refused' || outcome === 'reset');
  const received = outcome === 'answered' || reached ? 1 : 0;
  return {
    ...{ to: host, port, protocol, sent: 1, received, outcome },
    ...(outcome === 'answered' ? {} : { error: line }),
  };
}
