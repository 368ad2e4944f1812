import type { HostState, Route, Rule } from '../../src/analyzer/model/index.ts';

/** What of two states differs, as lines: `-` is foretold and not there, `+` is there and was not foretold. */
export function differences(foretold: HostState, real: HostState): string[] {
  return [
    ...compared('address', addressesOf(foretold), addressesOf(real)),
    ...compared('route', routesOf(foretold), routesOf(real)),
    ...compared('rule', rulesOf(foretold), rulesOf(real)),
    ...compared('link', linksOf(foretold), linksOf(real)),
  ];
}

function compared(what: string, foretold: readonly string[], real: readonly string[]): string[] {
  return [
    ...foretold.filter((one) => !real.includes(one)).map((one) => `- ${what} ${one}`),
    ...real.filter((one) => !foretold.includes(one)).map((one) => `+ ${what} ${one}`),
  ];
}

function addressesOf({ addresses = [] }: HostState): string[] {
  // A link-local address comes when the link is ready.
  return addresses
    .filter(({ scope }) => scope !== 'link')
    .map(({ dev, local, prefixLength, peer, flags }) =>
      [
        dev,
        local,
        prefixLength,
        peer?.split('/')[0] ?? '',
        flags.includes('secondary') ? 'secondary' : '',
      ].join(' '),
    );
}

function routesOf({ routes }: HostState): string[] {
  return [...(routes[4] ?? []), ...(routes[6] ?? [])].flatMap((route) =>
    isFleeting(route) ? [] : [textOf(route)],
  );
}

/** Anycast and multicast entries of IPv6 come and go with forwarding and detection: nothing of an answer hangs on them. */
function isFleeting({ family, type, destination }: Route): boolean {
  return family === 6 && (/^(?:anycast|multicast)$/.test(type) || destination.startsWith('fe80:'));
}

function textOf({ family, type, destination, table, tos, metric, prefsrc, source, nextHops }: Route): string {
  const hops = nextHops.map(({ dev, gateway, flags }) =>
    [gateway, dev, flags.includes('dead') ? 'dead' : ''].join('@'),
  );
  const from = family === 4 ? (prefsrc ?? '') : '';
  return [type, destination, source ?? '', `t${table}`, tos ?? 0, metric ?? 0, from, ...hops.toSorted()].join(
    ' ',
  );
}

function rulesOf({ rules }: HostState): string[] {
  return [...(rules[4] ?? []), ...(rules[6] ?? [])].map(({ protocol: _, ...rule }: Rule) =>
    JSON.stringify(Object.entries(rule).toSorted(([one], [other]) => one.localeCompare(other))),
  );
}

function linksOf({ links = [] }: HostState): string[] {
  return links.map(({ name, flags, master }) =>
    [name, flags.includes('UP') ? 'up' : 'down', master ?? ''].join(' '),
  );
}
