import type { TypedCommand } from '../command-line.ts';
import { readIpCommand } from '../ip-command.ts';

const COMMANDS = new Set('cd ls exit sudo su ssh clear date systemctl modprobe'.split(' '));
/** Commands of which some forms print what is read; the others change something, or list what is of no interest. */
const PARTLY = new Set(
  'route ss arp nft iptables ip6tables iptables-nft iptables-legacy conntrack exec netstat'.split(' '),
);

/** Whether a command that prints no output of a known kind prints none of interest. */
export function isIgnored({ argv }: TypedCommand): boolean {
  const [name = ''] = argv;
  if (name === 'ip') return readIpCommand(argv) !== undefined || argv.length > 1;
  return COMMANDS.has(name) || PARTLY.has(name);
}
