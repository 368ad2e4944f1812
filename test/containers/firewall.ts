import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const TABLES = ['filter', 'nat'] as const;
const FORWARDING = '/proc/sys/net/ipv4/ip_forward';

const iptables = (...args: string[]) => execFileSync('iptables', ['-w', ...args], { encoding: 'utf8' });
const rules = (table: string) => iptables('-t', table, '-S').split('\n');
const policyOfForward = () => /^-P FORWARD (\w+)$/m.exec(iptables('-S'))?.[1] ?? 'ACCEPT';

/**
 * A Docker daemon leaves its chains, its bridge and a policy behind that drops what is forwarded. The function that is returned takes
 * back what one has added since, and nothing else.
 */
export function keepFirewall(): () => void {
  const policy = policyOfForward();
  const forwarding = readFileSync(FORWARDING, 'utf8');
  const known = new Set(TABLES.flatMap((table) => rules(table).map((rule) => `${table} ${rule}`)));
  return () => {
    for (const table of TABLES) {
      const added = rules(table).filter((rule) => rule.includes('DOCKER') || rule.includes('docker0'));
      const mine = added.filter((rule) => !known.has(`${table} ${rule}`));
      for (const rule of mine.filter((one) => one.startsWith('-A')))
        iptables('-t', table, '-D', ...rule.split(' ').slice(1));
      for (const rule of mine.filter((one) => one.startsWith('-N')))
        iptables('-t', table, '-X', rule.split(' ')[1] ?? '');
    }
    iptables('-P', 'FORWARD', policy);
    writeFileSync(FORWARDING, forwarding);
    execFileSync('ip', ['link', 'delete', 'docker0'], { stdio: 'ignore' });
  };
}
