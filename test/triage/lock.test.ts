import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cause } from '../../src/analyzer/model/index.ts';
import { RoundtripError } from '../../src/errors.ts';
import type { Store } from '../../src/store/index.ts';
import {
  explainConsole,
  judgedVerdicts,
  lockOf,
  newTriageId,
  precisionOf,
  type TriageEvent,
} from '../../src/triage/index.ts';
import { root, runRoundtrip } from '../cli/run-roundtrip.ts';
import { testData } from '../store/support.ts';

const ARTICLE = readFileSync(join(root, 'test', 'transcript', 'fixtures', 'article.txt'), 'utf8');
const LISTED = `${ARTICLE}\n[root@server-b ~]# cat /etc/os-release\nID=rocky\nVERSION_ID="9.4"\n`;
const GROUPS: Readonly<Record<string, string | undefined>> = {
  'db-1': 'db',
  'db-2': 'db',
  'web-1': 'web',
  lone: undefined,
};

const data = testData();
const config = join(dirname(data.directory), 'roundtrip.yaml');
let store: Store;

/** The configuration's groups; a host that it does not list is an error. */
function groupOf(host: string): string | undefined {
  if (Object.hasOwn(GROUPS, host)) return GROUPS[host];
  throw new RoundtripError('host-unknown', `There is no host ${host}.`, 'Add it.');
}

type Word = { by: string; right: boolean; cause?: Cause };

function judged({ by, right, cause }: Word): TriageEvent {
  const shown = { cause: 'strict-rp-filter', certainty: 'likely' } as const;
  return { kind: 'verdict-judged', by, right, shown, ...(cause === undefined ? {} : { cause }) };
}

/** A triage of that host whose verdict people judged, each list of words after a look. */
async function record(host: string, ...looks: Word[][]): Promise<void> {
  const { found } = explainConsole(LISTED, { interface: 'eth1' }, 'en');
  const request = { host, interface: 'eth1', protocol: 'icmp' } as const;
  const events: TriageEvent[] = [
    { kind: 'requested', by: 'slack:U0ASKER', origin: { kind: 'cli' }, request },
    ...looks.flatMap((words): TriageEvent[] => [
      { kind: 'diagnosed', diagnosis: found, final: true, transcripts: [{ host, text: LISTED }] },
      ...words.map(judged),
    ]),
  ];
  expect((await store.events.append(newTriageId(), 0, events)).kind).toBe('appended');
}

beforeAll(async () => {
  writeFileSync(
    config,
    'hosts: { db-1: { group: db }, db-2: { group: db }, web-1: { group: web }, lone: {} }\n',
  );
  store = await data.open();
});
afterAll(() => data.remove());

const unlock = { verdicts: 3, precision: 0.6 };

describe('apply.unlock', () => {
  test('without it nothing waits; with it, a group that nobody judged waits', async () => {
    expect(await lockOf(store.events, { group: 'db' }, groupOf)).toBeUndefined();
    expect(await lockOf(store.events, { group: 'db', unlock }, groupOf)).toEqual({
      ...unlock,
      ...{ group: 'db', judged: 0, right: 0 },
    });
    expect(runRoundtrip(['calibrate', '--field', '--config', config]).stdout).toContain(
      'No verdict was judged yet',
    );
  });

  test('counts the verdicts of its own group, each once: the newest words, and one "wrong" outweighs the rest', async () => {
    await record('db-1', [{ by: 'slack:U1', right: true }]);
    // Two looks, two verdicts: somebody changed their mind about the second.
    await record(
      'db-2',
      [{ by: 'slack:U1', right: true }],
      [
        { by: 'slack:U1', right: true },
        { by: 'slack:U1', right: false, cause: 'no-return-route' },
        { by: 'slack:U2', right: true },
      ],
    );
    await record('web-1', [{ by: 'slack:U1', right: false }]);
    await record('gone', [{ by: 'slack:U1', right: false }]);

    const lock = (group: string | undefined, wanted = unlock) =>
      lockOf(store.events, { group, unlock: wanted }, groupOf);

    expect(await lock('db')).toBeUndefined();
    expect(await lock('db', { verdicts: 3, precision: 0.7 })).toMatchObject({ judged: 3, right: 2 });
    expect(await lock('db', { verdicts: 4, precision: 0 })).toMatchObject({ judged: 3 });
    expect(await lock('web')).toMatchObject({ group: 'web', judged: 1, right: 0 });
    expect(await lock(undefined)).toMatchObject({ group: null, judged: 0 });
  });

  test('calibrate --field tells them by cause, certainty, distribution and group, and that they are few', async () => {
    const words = ['calibrate', '--field', '--config', config];
    const field = JSON.parse(runRoundtrip([...words, '--json']).stdout);
    const { stdout } = runRoundtrip(words);

    expect(field).toMatchObject({
      ...{ schema: 'roundtrip.field/1', verdicts: 5, right: 2, enough: false },
      by: {
        cause: [{ name: 'strict-rp-filter', verdicts: 5, right: 2 }],
        certainty: [{ name: 'likely', verdicts: 5 }],
        distribution: [{ name: 'rocky', verdicts: 5 }],
        group: [
          { name: 'db', verdicts: 3, right: 2 },
          { name: 'web', verdicts: 1 },
          { name: null, verdicts: 1 },
        ],
      },
      wrong: [{ shown: 'strict-rp-filter', actual: 'no-return-route', times: 1 }],
    });
    expect(stdout).toContain('5 judged verdicts of 4 triages: 2 right, 40 % (95 % interval 12 % to 77 %).');
    expect(stdout).toContain('too few to rely on');
    expect(stdout).toMatch(/BY DISTRIBUTION +JUDGED +RIGHT +PRECISION +95 % INTERVAL\nrocky +5 +2 +40 %/);
    expect(runRoundtrip([...words, '--language', 'ja']).stdout).toContain('ディストリビューション別');
  });

  test('a triage that nobody judged is none of them', async () => {
    await record('db-1', []);

    expect(await judgedVerdicts(store.events)).toHaveLength(5);
  });
});

test.each([
  [20, 20, 0.839, 1],
  [19, 20, 0.764, 0.991],
  [0, 3, 0, 0.561],
])('%i of %i: the interval that Wilson gives', (right, verdicts, low, high) => {
  const precision = precisionOf(Array.from({ length: verdicts }, (_, at) => ({ right: at < right })));

  expect(precision).toMatchObject({ verdicts, right });
  expect(precision.low).toBeCloseTo(low, 3);
  expect(precision.high).toBeCloseTo(high, 3);
});
