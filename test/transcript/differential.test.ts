import { execFileSync, spawnSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HostState } from '../../src/analyzer/model/index.ts';
import { observationOf } from './reading.ts';

/** Configurations tried: each is made in a namespace of its own and shown by `ip` as text and as JSON. */
const CONFIGURATIONS = 12;

const namespace = `transcript-${process.pid}`;

function ip(args: string[], input?: string): string {
  return execFileSync('ip', ['-n', namespace, ...args], {
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(input === undefined ? {} : { input }),
  });
}

beforeAll(() => {
  execFileSync('ip', ['netns', 'add', namespace]);
});
afterAll(() => {
  execFileSync('ip', ['netns', 'del', namespace]);
});

/** A small generator of numbers below `limit`, the same for the same seed. */
function numbers(seed: number): (limit: number) => number {
  let state = seed * 2654435761 + 1;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % limit;
  };
}

function configuration(seed: number): string[] {
  const below = numbers(seed);
  const one = <T>(...choices: T[]): T => choices[below(choices.length)] as T;
  const maybe = (text: string): string => (below(2) === 0 ? text : '');
  const dev = () => one('ve0', 've1');
  const prefix = () => `10.${below(4)}.${below(4)}.0/${one(24, 24, 25, 32)}`.replace(/\.0\/32$/, '.7/32');
  const lines = [
    'link add ve0 type veth peer name ve1',
    `link set ve0 up mtu ${one(1500, 1400)}`,
    `link set ve1 ${one('up', 'up', 'down')}`,
    'link add br0 type bridge',
    maybe('link set ve1 master br0'),
  ];
  for (let index = 0; index < 5; index++) {
    lines.push(
      `address add 10.${below(4)}.${below(4)}.${below(250) + 1}/${one(24, 16, 31, 32)} dev ${dev()} ${maybe('brd +')}`,
    );
    lines.push(maybe(`address add 2001:db8:${below(9)}::${below(9) + 1}/${one(64, 128)} dev ${dev()} nodad`));
  }
  for (let index = 0; index < 14; index++) {
    const table = maybe(`table ${one(100, 101, 254)}`);
    const metric = `metric ${below(50) + 1}`;
    lines.push(
      one(
        `route add ${one('blackhole', 'unreachable', 'prohibit', 'throw')} ${prefix()} ${table} ${metric}`,
        `route add ${prefix()} dev ${dev()} ${maybe('scope link')} ${table} ${metric}`,
        `route add ${one('default', prefix())} via 10.${below(4)}.${below(4)}.9 dev ${dev()} onlink ${table} ${metric}`,
        `route add ${prefix()} via 10.9.9.9 dev ${dev()} onlink tos 0x${one('04', '08', '10')} ${table} ${metric}`,
        `route add ${prefix()} ${table} ${metric} nexthop via 10.8.0.1 dev ve0 onlink weight ${below(9) + 1} nexthop via 10.8.0.2 dev ve0 onlink`,
        `route add ${prefix()} via inet6 fe80::${below(9) + 1} dev ${dev()} ${table} ${metric} mtu ${maybe('lock')} 1300`,
        `-6 route add 2001:db8:${below(9)}00::/48 via fe80::9 dev ${dev()} ${table} ${metric} ${maybe('expires 1000')}`,
        `-6 route add ${one('blackhole', 'unreachable')} 2001:db8:${below(9)}01::/48 ${table} ${metric}`,
      ),
    );
    const selectors = [
      maybe(`from ${prefix()}`),
      maybe(`to ${prefix()}`),
      maybe(`iif ${one('ve0', 'gone0', 'lo')}`),
      maybe(`oif ${one('ve1', 'gone1')}`),
      maybe(`fwmark 0x${one('1', 'ca6c', '10/0xff')}`),
      maybe(`tos 0x${one('04', '10')}`),
      maybe(
        `ipproto ${one('tcp', 'udp', 'icmp', '47')} ${one('', 'dport 53', 'sport 1000-2000')}`.replace(
          /(icmp|47) \S.*/,
          '$1',
        ),
      ),
      maybe(`uidrange ${below(9)}-1000`),
    ].join(' ');
    const action = one(
      'lookup 100',
      'lookup main suppress_prefixlength 0',
      'prohibit',
      'blackhole',
      'unreachable',
      'goto 32766',
      'goto 31000',
      'nop',
    );
    lines.push(
      `rule add ${maybe('not')} ${selectors} pref ${below(300) + 1} ${action} ${maybe('protocol static')}`,
    );
    lines.push(maybe(`-6 rule add from 2001:db8:${below(9)}::/64 pref ${below(300) + 1} lookup 101`));
  }
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

function reset(): void {
  execFileSync('ip', ['netns', 'del', namespace]);
  execFileSync('ip', ['netns', 'add', namespace]);
}

function shown(json: boolean): HostState {
  const commands = [
    '-d link',
    'addr',
    'route show table all',
    'rule',
    '-6 rule',
    'route show table 100',
    'neigh',
  ];
  const console = commands.map((command) => {
    const typed = `${json ? '-j ' : ''}${command}`;
    // Listing a table that does not exist fails, and says so.
    const { stdout, stderr } = spawnSync('ip', ['-n', namespace, ...typed.split(' ')], { encoding: 'utf8' });
    return `# ip ${typed}\n${stdout}${stderr}`;
  });
  return observationOf(`${console.join('\n')}\n# \n`).state;
}

/**
 * Both listings of one moment. While duplicate address detection and link states settle, and where a listing is interrupted, the
 * two may be of different moments: what differs for good is what counts.
 */
function shownAtRest(): { text: HostState; json: HostState } {
  for (let attempt = 0; ; attempt++) {
    const text = withoutTimes(shown(false));
    const json = withoutTimes(shown(true));
    if (attempt === 20 || isDeepStrictEqual(text, json)) return { text, json };
  }
}

/** Remaining lifetimes run down between the two listings. */
function withoutTimes(state: HostState): HostState {
  for (const route of state.routes[6] ?? []) delete route.expires;
  return state;
}

it.each(Array.from({ length: CONFIGURATIONS }, (_, seed) => seed))(
  'text and JSON of a real configuration give the same state (seed %i)',
  { timeout: 30_000 },
  (seed) => {
    reset();
    try {
      ip(['-force', '-batch', '-'], `${configuration(seed).join('\n')}\n`);
    } catch {
      // Some lines contradict earlier ones and are refused; what stands is what counts.
    }

    const { text, json } = shownAtRest();

    expect(text.gaps).toEqual([]);
    expect(text.rules[4]?.length).toBeGreaterThan(8);
    expect(text.routes[4]?.length).toBeGreaterThan(8);
    expect(text).toEqual(json);
  },
);
