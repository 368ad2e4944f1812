import { readCommandLine, type TypedCommand } from '../command-line.ts';
import { withoutBraces } from '../forms/braces.ts';
import { withoutFailures } from '../forms/failures.ts';
import { readIpCommand } from '../ip-command.ts';
import type { Section } from '../section.ts';
import { addressChange, linkChange, neighbourChange } from './devices.ts';
import { iptablesChange } from './iptables.ts';
import { nftChange } from './nft.ts';
import { oldToolChange } from './old-tools.ts';
import { routeChange } from './routes.ts';
import { ruleChange } from './rules.ts';
import { serviceChange } from './services.ts';
import { sysctlChange, writtenSettings } from './settings.ts';
import { type ChangedPart, doubtful, type TypedChange } from './typed-change.ts';

export type { ChangedPart, TypedChange } from './typed-change.ts';
export { withdraw } from './withdrawal.ts';

/** A change that a section's command line makes, and the host that a wrapper names (`ssh HOST …`, `ip netns exec NAME …`). */
export type OnHost = { change: TypedChange; host?: string };

/**
 * The changes that the command line of a section makes to its host, in their order; none where the shell shows that it
 * failed. Of several commands of which one failed it cannot be told which were made.
 */
export function typedChanges({ command, output }: Section): OnHost[] {
  if (command === undefined || !CHANGES.test(command)) return [];
  const commands = readCommandLine(withoutLoops(command)).slice(0, MAX_COMMANDS);
  const lines = output.split('\n').slice(0, 200);
  const changes = commands.flatMap((one): OnHost[] => {
    const change = changeOf(one, lines);
    return change === undefined ? [] : [one.host === undefined ? { change } : { change, host: one.host }];
  });
  if (changes.length === 0 || !hasFailed(lines)) return changes;
  const [only, ...others] = commands;
  if (only?.argv[0] === 'sysctl' && others.length === 0) {
    // What it could set is printed.
    const change = sysctlChange(['sysctl', '-p'], lines);
    return change === undefined || lines.every((line) => !line.includes('=')) ? [] : [{ change }];
  }
  if (changes.length === 1 && others.length === 0) return [];
  return changes.map(({ change, ...host }) => ({ ...host, change: doubtful(partsInDoubt(change)) }));
}

function partsInDoubt({ parts }: TypedChange): { part: ChangedPart }[] {
  return parts.map((part) => ({ part }));
}

/** A loop over more than this is not typed by hand. */
const MAX_COMMANDS = 64;

/** What the command line of any change holds: most lines need no more than this to be left alone. */
const CHANGES =
  /\b(?:ip|sysctl|iptables|ip6tables|iptables-\w+|ip6tables-\w+|nft|nmcli|netplan|ifup|ifdown|ifreload|ifconfig|route|arp|systemctl|service|rc-service|dhclient|dhcpcd|udhcpc|wg-quick|nmtui|openvpn|networkctl|tailscale|reboot|shutdown|ufw|firewall-cmd|fail2ban-client|ipset|conntrack|tc|kill|killall|pkill)\s|\/proc\/sys\/|\breboot\b|\s(?:start|stop|restart|reload)\b/;

function hasFailed(lines: readonly string[]): boolean {
  return withoutFailures(lines).failures.length > 0 || lines.some((line) => REFUSED.test(line.slice(0, 300)));
}

/** What programs say that configure the network, where they do not. */
const REFUSED =
  /^(?:ip6?tables(?:-\w+)? v?\d|ip6?tables: (?!Saving|Flushing|Applying|Setting|Unloading)|Bad argument|Job for |ERROR:|SIOC|arp: |route: |\S{1,40}: Permission denied|-?(?:ba|z|da|a)?sh: )/;

function changeOf(typed: TypedCommand, output: readonly string[]): TypedChange | undefined {
  const command: TypedCommand = {
    ...typed,
    argv: typed.argv.flatMap(withoutBraces),
    ...(typed.into === undefined ? {} : { into: typed.into.flatMap(withoutBraces) }),
  };
  const { argv } = command;
  const [name = ''] = argv;
  const written = writtenSettings(command);
  if (written !== undefined) return written;
  if (name === 'ip') return ipChange(argv);
  if (name === 'sysctl') return sysctlChange(argv, output);
  if (/^ip6?tables(?:-nft|-legacy)?$/.test(name)) return iptablesChange(argv);
  if (name === 'nft') return nftChange(argv);
  return oldToolChange(argv) ?? serviceChange(argv);
}

function ipChange(argv: readonly string[]): TypedChange | undefined {
  const ip = readIpCommand(argv);
  if (ip === undefined || ip.verb === 'show' || ip.verb === 'get' || ip.verb === 'save') return undefined;
  switch (ip.object) {
    case 'rule':
      return ruleChange(ip);
    case 'route':
      return routeChange(ip);
    case 'address':
      return addressChange(ip);
    case 'link':
      return linkChange(ip);
    case 'neighbor':
      return neighbourChange(ip);
    case 'vrf':
    case 'nexthop':
    case 'tunnel':
      return doubtful([{ part: 'routes' }]);
    default:
      return undefined;
  }
}

const LOOP = /\bfor\s+(\w+)\s+in\s+([^;]{1,400});\s*do\s+(.{1,400}?)\s*;?\s*done\b/g;

/** A loop as the commands that it comes to: `$(ls …)` names things that the paste does not list, as `*` does. */
function withoutLoops(line: string): string {
  return line.slice(0, 4000).replace(LOOP, (_, name: string, words: string, body: string) => {
    const values = words
      .replace(/\$\([^)]*\)|`[^`]*`/g, '*')
      .trim()
      .split(/\s+/)
      .flatMap(withoutBraces);
    const use = new RegExp(`\\$(?:\\{${name}\\}|${name}\\b)`, 'g');
    return values
      .slice(0, MAX_COMMANDS)
      .map((value) => body.replace(use, () => value))
      .join('; ');
  });
}
