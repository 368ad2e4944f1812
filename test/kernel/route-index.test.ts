import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatValue,
  networkOf,
  type ParsedPrefix,
  parsePrefix,
  parsePrefix4,
  type Route,
} from '../../src/analyzer/model/index.ts';
import type { TableContent } from '../../src/analyzer/routes/route-compiler.ts';
import type { PrefixNode } from '../../src/analyzer/routes/route-index.ts';
import { indexRoutes4 } from '../../src/analyzer/routes/route-index4.ts';
import { indexRoutes6 } from '../../src/analyzer/routes/route-index6.ts';

const GATEWAYS = ['10.0.0.1', '10.0.0.2', undefined] as const;

/** Few leading bits, so that prefixes hold each other and meet. */
const address4 = fc
  .tuple(fc.constantFrom(0, 10, 127, 128, 255), fc.nat(3), fc.constantFrom(0, 1, 128, 255), fc.nat(255))
  .map(([a, b, c, d]) => ((a * 256 + b) * 256 + c) * 256 + d);
const route4 = fc
  .record({ value: address4, length: fc.nat(32), gateway: fc.constantFrom(...GATEWAYS), metric: fc.nat(2) })
  .map(({ value, length, gateway, metric }) => {
    const prefix = networkOf({ family: 4, value }, length);
    return routeTo(4, prefix, gateway, metric);
  });
const address6 = fc
  .tuple(fc.constantFrom(0n, 0xfdn, 0xffn), fc.bigInt(0n, 3n), fc.bigInt(0n, 3n))
  .map(([a, b, c]) => (a << 120n) | (b << 64n) | c);
const route6 = fc
  .record({ value: address6, length: fc.constantFrom(0, 1, 7, 8, 63, 64, 126, 127, 128), metric: fc.nat(2) })
  .map(({ value, length, metric }) => routeTo(6, networkOf({ family: 6, value }, length), 'fd00::1', metric));

function routeTo(
  family: 4 | 6,
  { first, length }: ParsedPrefix,
  gateway: string | undefined,
  metric: number,
): Route {
  const hop = { dev: 'd0', flags: [], ...(gateway === undefined ? {} : { gateway }) };
  const destination = `${formatValue(family, first)}/${length}`;
  return {
    family,
    type: 'unicast',
    destination,
    table: '254',
    nextHops: [hop],
    ...(metric > 0 && { metric }),
  };
}

function contentOf(routes: Route[]): TableContent {
  return { id: '254', routes, open: undefined, assumed: [], openRoutes: new Map(), assumedAbsent: [] };
}

/** Every prefix that holds the address, longest first, with its routes by metric. */
function scanned(routes: readonly Route[], value: number | bigint): string[] {
  const holding = new Map<string, { length: number; routes: Route[] }>();
  for (const route of routes) {
    const prefix = parsePrefix(route.destination);
    if (!prefix || value < prefix.first || value > prefix.last) continue;
    const known = holding.get(route.destination) ?? { length: prefix.length, routes: [] };
    known.routes.push(route);
    holding.set(route.destination, known);
  }
  return [...holding.values()]
    .sort((a, b) => b.length - a.length)
    .map((held) => told(held.routes.toSorted((a, b) => (a.metric ?? 0) - (b.metric ?? 0))));
}

function told(routes: readonly Route[]): string {
  return routes
    .map(({ destination, metric, nextHops }) => `${destination} ${metric} ${nextHops[0]?.gateway}`)
    .join();
}

function indexed(first: PrefixNode | undefined): string[] {
  const found: string[] = [];
  for (let node = first; node; node = node.parent) found.push(told(node.items.map(({ route }) => route)));
  return found;
}

describe('routes by prefix', () => {
  test('IPv4: the same prefixes as a scan finds, the same route first', () => {
    fc.assert(
      fc.property(
        fc.array(route4, { maxLength: 60 }),
        fc.array(address4, { maxLength: 20 }),
        (routes, asked) => {
          const { index } = indexRoutes4([contentOf(routes)], undefined);
          for (const value of [...asked, 0, 2 ** 32 - 1]) {
            const expected = scanned(routes, value);
            const place = index.find(value);

            expect(indexed(index.node(place, value))).toEqual(expected);
            const plain = index.found(place);
            // Routes that leave alike share what is found: the gateway and the length are theirs.
            if (plain) {
              const [destination = '', , gateway] = (expected[0] ?? '').split(' ');
              expect(`${plain.length} ${plain.route.hops[0]?.gateway}`).toBe(
                `${destination.split('/')[1]} ${gateway}`,
              );
            }
          }
        },
      ),
    );
  });

  test('IPv4: many prefixes take other first steps, and find the same', () => {
    const routes = fc.sample(route4, { numRuns: 3000, seed: 7 });
    const { index } = indexRoutes4([contentOf(routes)], undefined);

    for (const value of fc.sample(address4, { numRuns: 300, seed: 8 }))
      expect(indexed(index.node(index.find(value), value))).toEqual(scanned(routes, value));
  });

  test('IPv4: every address of a block goes another way than its neighbours', () => {
    // More pieces than sixteen bits count, in a table large enough for blocks of sixteen bits.
    const routes = Array.from({ length: 2 ** 16 }, (_, low) =>
      routeTo(4, networkOf({ family: 4, value: 0x0a0a0000 + low }, 32), GATEWAYS[low % 2], 0),
    );
    const { index } = indexRoutes4([contentOf(routes)], undefined);

    for (const low of [0, 1, 2, 32_767, 32_768, 65_534, 65_535])
      expect(index.found(index.find(0x0a0a0000 + low))?.route.hops[0]?.gateway).toBe(GATEWAYS[low % 2]);
    expect([index.find(0x0a09ffff), index.find(0x0a0b0000)]).toEqual([0, 0]);
  });

  test('IPv4: more ways than sixteen bits number', () => {
    const routes = Array.from({ length: 70_000 }, (_, at) =>
      routeTo(4, networkOf({ family: 4, value: 0x0a000000 + at * 256 }, 24), formatValue(4, at + 1), 0),
    );
    const { index } = indexRoutes4([contentOf(routes)], undefined);

    for (const at of [0, 1, 65_534, 65_535, 65_536, 69_999])
      expect(index.found(index.find(0x0a000007 + at * 256))?.route.hops[0]?.gateway).toBe(
        formatValue(4, at + 1),
      );
  });

  test('IPv6: the same prefixes as a scan finds', () => {
    fc.assert(
      fc.property(
        fc.array(route6, { maxLength: 40 }),
        fc.array(address6, { maxLength: 20 }),
        (routes, asked) => {
          const { index } = indexRoutes6([contentOf(routes)]);

          for (const value of [...asked, 0n, (1n << 128n) - 1n])
            expect(indexed(index.node(index.find(value), value))).toEqual(scanned(routes, value));
        },
      ),
    );
  });

  test('a destination that is not understood is left out, and said', () => {
    const routes = [
      { ...routeTo(4, networkOf({ family: 4, value: 0 }, 0), undefined, 0), destination: '10.*' },
      routeTo(4, networkOf({ family: 4, value: 0x0a000000 }, 8), '10.0.0.1', 0),
    ];
    const { index, open } = indexRoutes4([contentOf(routes)], undefined);

    expect(open).toEqual({ about: 'not-understood', part: 'routes4', text: '10.* table 254' });
    expect(indexed(index.node(index.find(0x0a000001), 0x0a000001))).toEqual([
      '10.0.0.0/8 undefined 10.0.0.1',
    ]);
    expect(index.find(0)).toBe(0);
  });

  test('a prefix as one number is what the parser of prefixes reads', () => {
    const texts = fc.oneof(
      fc.tuple(address4, fc.nat(40)).map(([value, length]) => `${formatValue(4, value)}/${length}`),
      address4.map((value) => formatValue(4, value)),
      fc.constantFrom(
        'default',
        'all',
        '',
        '/',
        '10.0.0.0/',
        '10.0.0.0/8x',
        '10.0.0.0/008',
        '10.0.0.0/0008',
        '010.0.0.1',
        '1',
        '::/0',
      ),
    );

    fc.assert(
      fc.property(texts, (text) => {
        const prefix = parsePrefix(text, 4);
        expect(parsePrefix4(text)).toBe(prefix ? Number(prefix.first) * 64 + prefix.length : -1);
      }),
    );
  });
});
