import { afterAll, beforeAll, expect, test } from 'vitest';
import { diagnose } from '../../src/analyzer/index.ts';
import type { Diagnosed, HostState } from '../../src/analyzer/model/index.ts';
import type { Store } from '../../src/store/index.ts';
import { recorded, withState } from '../analyzer/recorded.ts';
import { playWhole } from '../gallery/scenes.ts';
import { playScene } from '../gallery/stage.ts';
import type { Asked } from '../lab/scenarios/play.ts';
import { sharedStore, wordsOf } from './support.ts';

const data = sharedStore();
let store: Store;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterAll(() => data.remove());

const INTERFACES = 64;
const ROUTES = 5_000;

/** Kernels take these as names of interfaces: 15 bytes without "/" and white space. */
const HOSTILE = ['<!channel>', '*b*_i_~s~`c`', '&lt;<@U0ADMIN>'];

/** The case with as many interfaces, all with the same fault, and as many routes as a large host has; some names attack the text. */
function largeHost(): Asked {
  return withState(recorded('strict-seed'), (state): Partial<HostState> => {
    const { links = [], addresses = [] } = state;
    const eth1 = links.find(({ name }) => name === 'eth1');
    const address = addresses.find(({ dev, family }) => dev === 'eth1' && family === 4);
    const connected = state.routes[4]?.find(({ destination }) => destination === '172.16.5.0/24');
    if (!eth1 || !address || !connected) throw new Error('the recording has eth1');
    const more = Array.from({ length: INTERFACES - links.length }, (_, index) => ({
      name: HOSTILE[index] ?? `uplink-${String(index).padStart(3, '0')}-${'x'.repeat(4)}`,
      net: `172.17.${index}`,
      index: 100 + index,
    }));
    const routes = Array.from({ length: ROUTES }, (_, index) => ({
      ...connected,
      destination: `10.${index >> 8}.${index & 255}.0/24`,
      scope: 'global',
      nextHops: [{ flags: [], dev: 'eth0', gateway: '172.16.4.1' }],
    }));
    return {
      links: [...links, ...more.map(({ name, index }) => ({ ...eth1, name, index }))],
      addresses: [
        ...addresses,
        ...more.map(({ name, net }) => ({
          ...address,
          dev: name,
          label: name,
          local: `${net}.4`,
          broadcast: `${net}.255`,
        })),
      ],
      routes: {
        ...state.routes,
        4: [
          ...(state.routes[4] ?? []),
          ...more.map(({ name, net }) => ({
            ...connected,
            destination: `${net}.0/24`,
            prefsrc: `${net}.4`,
            nextHops: [{ flags: [], dev: name }],
          })),
          ...routes,
        ],
      },
      sysctls: {
        ...state.sysctls,
        ...Object.fromEntries(more.map(({ name }) => [`net.ipv4.conf.${name}.rp_filter`, '1'])),
      },
    };
  });
}

const found: Diagnosed = diagnose(largeHost());

test.each(['en', 'ja'] as const)(
  `a host with ${INTERFACES} interfaces and ${ROUTES} routes keeps Slack's limits from the verdict to the fix: %s`,
  async (language) => {
    const scene = {
      name: 'large',
      play: (stage: Parameters<typeof playWhole>[0]) => playWhole(stage, found),
    };
    const { bench, end } = await playScene(store, scene, language);
    try {
      const { workspace } = bench;
      const said = await workspace.waitFor(() => {
        const all = bench.thread();
        return all.some((message) => wordsOf(message).includes('✅')) ? all : undefined;
      }, 20_000);

      expect(found.alsoAffected?.length).toBeGreaterThan(50);
      expect(said.length).toBeLessThanOrEqual(4);
      const refused = workspace.calls.filter(
        ({ method, answer }) => method.startsWith('chat.') && answer['ok'] !== true,
      );
      expect(refused).toEqual([]);
      for (const message of [...bench.cards(), ...said, ...bench.directMessages('net-admin')]) {
        expect(wordsOf(message)).not.toMatch(/<!channel>|<@U0ADMIN>/);
        expect(message.text).not.toMatch(/<!channel>|<@U0ADMIN>/);
      }
    } finally {
      await end();
    }
  },
  60_000,
);
