import { execFileSync, spawnSync } from 'node:child_process';
import { type Change, stepFor } from '../../src/analyzer/model/index.ts';
import { looseRpFilterChanges } from '../../src/analyzer/remedies/loose-rp-filter.ts';
import { policyRoutingChanges } from '../../src/analyzer/remedies/policy-routing-changes.ts';
import { applyPlan } from '../../src/analyzer/remedies/what-if.ts';
import { kernelModel } from '../../src/analyzer/routes/index.ts';
import { observe } from '../kernel/namespace.ts';
import { addressIn, type MultiHomed } from './multi-homed.ts';

/** Stands for a client beyond the router. */
const CLIENT = { 4: '192.0.2.1', 6: '2001:db8::1' } as const;

/** One real ping: what the model foretold, and whether an answer came. */
export type Ping = { when: string; foretold: boolean; answered: boolean };

let counter = 0;

/**
 * Sends real pings to the host, from a router that has all its gateways and lets everything pass: before any change, and
 * after each remedy's own commands. The router's end of each interface stands in a namespace of its own.
 */
export function pingForReal(host: MultiHomed): Ping[] {
  const { state } = observe(host.configuration);
  const plans: [string, Change[]][] = [['before', []]];
  const policy = policyRoutingChanges(state, {
    device: host.dev,
    family: host.family,
    gateway: host.gateway,
  });
  if (policy.kind === 'changes') plans.push(['policy-routing', policy.changes]);
  const loose = host.family === 4 ? looseRpFilterChanges(state, host.dev) : undefined;
  if (loose) plans.push(['loose-rp-filter', loose.changes]);
  return plans.map(([when, changes]) => {
    const steps = changes.map((change, index) => stepFor(String(index), change));
    const model = kernelModel(applyPlan(state, { steps }));
    const { family, to, dev } = host;
    const accepted = model.validateSource({
      family,
      source: CLIENT[family],
      destination: to,
      iif: dev,
      ipproto: family === 4 ? 1 : 58,
    });
    const back = model.lookup({ family, from: to, to: CLIENT[family], ipproto: family === 4 ? 1 : 58 });
    const foretold =
      accepted.verdict === 'accepted' &&
      back.kind === 'route' &&
      back.type === 'unicast' &&
      back.gateway !== undefined;
    return {
      when,
      foretold,
      answered: pingOnce(
        host,
        steps.map((step) => step.do),
      ),
    };
  });
}

function pingOnce({ configuration, family, to }: MultiHomed, commands: readonly string[][]): boolean {
  const name = `rtp-${process.pid}-${counter++}`;
  const [server, router] = [`${name}-h`, `${name}-r`];
  for (const namespace of [server, router]) execFileSync('ip', ['netns', 'add', namespace]);
  try {
    const devices = [
      ...new Set(configuration.links.flatMap((line) => /link add (eth\d) type veth/.exec(line)?.[1] ?? [])),
    ];
    const run = (namespace: string, input: string) =>
      spawnSync('ip', ['netns', 'exec', namespace, 'sh', '-s'], { input, encoding: 'utf8' });
    // Set before the devices come: a duplicate address detection would keep their addresses silent for a second.
    run(
      router,
      'for c in all default; do echo 0 >/proc/sys/net/ipv4/conf/$c/rp_filter; echo 0 >/proc/sys/net/ipv6/conf/$c/accept_dad; done',
    );
    const moves = devices.map((one) => `ip link set p${one} netns ${router}`);
    const settings = configuration.sysctls.map(
      (line) => `echo ${line.split(' ')[1]} >/proc/sys/net/${line.split(' ')[0]}`,
    );
    run(
      server,
      [
        'echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad',
        ...configuration.links.map((line) => `ip ${line}`),
        ...moves,
        ...settings,
        ...configuration.setup4.map((line) => `ip -4 ${line}`),
        ...configuration.setup6.map((line) => `ip -6 ${line}`),
        ...commands.map((argv) => argv.join(' ')),
      ].join('\n'),
    );
    const length = family === 4 ? 24 : 64;
    const ends = devices.flatMap((one) => {
      const subnet = Number(one.slice(3)) + 4;
      const address = (host: number) =>
        `ip addr add ${addressIn(family, subnet, host)}/${length} dev p${one}`;
      return [address(1), address(254), `ip link set p${one} up`];
    });
    run(
      router,
      ['ip link set lo up', `ip addr add ${CLIENT[family]}/${family === 4 ? 32 : 128} dev lo`, ...ends].join(
        '\n',
      ),
    );
    const { stdout } = run(router, `ping -n -c 2 -i 0.2 -W 1 -I ${CLIENT[family]} ${to}`);
    return Number(/(\d+) received/.exec(stdout)?.[1] ?? 0) > 0;
  } finally {
    for (const namespace of [server, router]) execFileSync('ip', ['netns', 'delete', namespace]);
  }
}
