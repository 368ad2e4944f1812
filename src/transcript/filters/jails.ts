import { type FilterTable, parseAddress } from '../../analyzer/model/index.ts';
import { readNftRule } from './nft-rule.ts';

/** The addresses that a jail of fail2ban bans, as far as they were shown. */
export type Jail = { name: string; banned: readonly string[] };

const BANNED_LIST = /Banned IP list:\s*(.*)$/;

/** Whether a line by itself is one of `fail2ban-client status JAIL`. */
export function isJailLine(line: string): boolean {
  return /^\s*Status for the jail: \S+/.test(line) || (BANNED_LIST.test(line) && /^[\s|`\\-]/.test(line));
}

/** `fail2ban-client status JAIL`, `banned`, and `get JAIL banned` or `banip`, where the command names the jail. */
export function parseJails(lines: readonly string[], argv: readonly string[]): Jail[] {
  const asked =
    argv[0] === 'fail2ban-client'
      ? argv.at(-2) === 'get'
        ? undefined
        : argv[argv.indexOf('get') + 1]
      : undefined;
  const jails: Jail[] = [];
  let name = argv.includes('status') ? argv[argv.indexOf('status') + 1] : asked;
  let open: string[] | undefined;
  for (const line of lines) {
    const text = line.slice(0, 100_000);
    // `banned` prints one list of all: [{'sshd': ['192.0.2.1']}, {'recidive': []}].
    const all = [...text.matchAll(/'([\w.-]{1,60})': \[([^\]]*)\]/g)];
    for (const [, jail = '', list = ''] of all) jails.push({ name: jail, banned: addressesIn(list) });
    const heading = /Status for the jail: (\S{1,60})/.exec(text)?.[1];
    if (heading !== undefined) name = heading;
    const list = BANNED_LIST.exec(text)?.[1];
    const found = addressesIn(list ?? text);
    if (list !== undefined) {
      open = found;
      jails.push({ name: name ?? '', banned: open });
    } else if (open !== undefined && all.length === 0 && found.length > 0 && isOnlyAddresses(text))
      open.push(...found);
    else if (argv.includes('get') && all.length === 0 && found.length > 0)
      jails.push({ name: asked ?? '', banned: found });
    else open = undefined;
  }
  return jails.filter(({ banned }) => banned.length > 0);
}

function addressesIn(text: string): string[] {
  return text
    .split(/[\s,'"[\]]+/)
    .filter((word) => parseAddress(word.replace(/\/\d{1,3}$/, '')) !== undefined);
}

/** A long list is broken at the screen's edge. */
function isOnlyAddresses(text: string): boolean {
  return text.trim() !== '' && addressesIn(text).length === text.trim().split(/\s+/).length;
}

/** The ports of the jails that fail2ban comes with (its jail.conf). A jail that is not here may be for any port. */
const PORTS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^(?:sshd?|dropbear|selinux-ssh)/, [22]],
  [/^(?:apache|nginx|lighttpd|php|roundcube|nextcloud|wordpress|traefik|haproxy|caddy)/, [80, 443]],
  [/^(?:postfix|sendmail|exim|courier-smtp|sasl)/, [25, 465, 587]],
  [/^(?:dovecot|courier|cyrus|imap|pop3)/, [110, 995, 143, 993, 25, 465, 587, 4190]],
  [/^(?:proftpd|vsftpd|pure-ftpd|wuftpd|ftp)/, [20, 21, 989, 990]],
  [/^named/, [53, 953]],
  [/^mysqld/, [3306]],
];

/**
 * A jail's rule, as its usual actions write it: it refuses what the banned addresses send to the jail's ports. These are not
 * printed: it may be set to others than those that it comes with, but not to those of a service that has jails of its own.
 */
export function jailTable({ name, banned }: Jail): FilterTable {
  const own = PORTS.find(([names]) => names.test(name))?.[1];
  const others =
    own === undefined ? [] : PORTS.flatMap(([, ports]) => ports).filter((port) => !own.includes(port));
  const port = others.length === 0 ? [] : [`th dport != { ${[...new Set(others)].join(', ')} }`];
  // `recidive` and the like ban from everything, others from TCP alone.
  const protocol = /recidive|allports|blocklist/.test(name) ? [] : ['meta l4proto { tcp, udp }'];
  const rules = (['ip', 'ip6'] as const).flatMap((family) => {
    const addresses = banned.filter((address) => address.includes(':') === (family === 'ip6'));
    if (addresses.length === 0) return [];
    const match = [`${family} saddr { ${addresses.join(', ')} }`, ...protocol, ...port].join(' ');
    const { steps } = readNftRule(`${match} reject`, 'inet');
    return { text: 'Banned IP list', steps, assumed: true as const };
  });
  return {
    listing: 'fail2ban',
    family: 'inet',
    name: 'fail2ban',
    sets: [],
    chains: [{ name, base: { type: 'filter', hook: 'input', priority: -1, policy: 'accept' }, rules }],
  };
}
