import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { type TriageEvent, unfinishedOn } from '../../src/triage/index.ts';
import { testData } from '../store/support.ts';
import { runRoundtrip, unwrapped } from './run-roundtrip.ts';

const data = testData();
const configFile = join(dirname(data.directory), 'roundtrip.yaml');
let store: Store;

const blastRadius = { changes: [], considered: 0, truncated: false };
const plan = { hash: 'h', restsOn: {}, steps: [], files: [], blastRadius };
const by = 'cli:other@there';

/** A change of a host, as far as these events say. */
function record(triage: string, host: string, ...events: TriageEvent[]): Promise<unknown> {
  const request = { host, interface: 'eth1', protocol: 'icmp' };
  const chosen = {
    ...{ kind: 'remedy-chosen', by, remedy: 'policy-routing', plan, minimum: 1, approvers: [] },
    expiresAt: '2030-01-01T00:00:00.000Z',
  };
  const begin = [{ kind: 'requested', by, origin: { kind: 'cli' }, request }, chosen];
  return store.events.append(triage, 0, [...(begin as unknown as TriageEvent[]), ...events]);
}

const APPROVED: TriageEvent = { kind: 'approved', by, planHash: 'h', self: true };
const STARTED: TriageEvent = { kind: 'apply-started', planHash: 'h', attempt: 1 };

beforeAll(async () => {
  writeFileSync(configFile, 'hosts: { server-b: {}, server-c: {} }\n');
  store = await data.open();
  await record('T0000000001', 'server-b', APPROVED);
  await record('T0000000002', 'server-b', APPROVED, STARTED);
  const armed: TriageEvent = { kind: 'undo-armed', seconds: 0, method: 'detached process' };
  await record('T0000000003', 'server-b', APPROVED, STARTED, armed);
  await record('T0000000004', 'server-b', APPROVED, { kind: 'rejected', by });
  await record('T0000000005', 'server-c', APPROVED, STARTED);
  await record('T0000000006', 'server-b');
});
afterAll(() => data.remove());

test('the changes of a host that are neither confirmed nor undone, newest first', async () => {
  const found = await unfinishedOn(store.events, 'server-b', 'T0000000001');

  expect(found.map(({ id }) => id)).toEqual(['T0000000003', 'T0000000002']);
});

test('list says what is known of them, and what settles each', () => {
  const { stderr, stdout } = runRoundtrip(['list', '--config', configFile]);

  const said = unwrapped(stderr);
  expect(stdout).toContain('applying');
  expect(said).toContain('T0000000001 on server-b eth1 was approved and has not begun.');
  expect(said).toContain('T0000000002 may stand on server-b eth1 now, neither confirmed nor undone');
  expect(said).toContain('To undo it: roundtrip undo T0000000002');
  expect(said).toContain('T0000000003 on server-b eth1: what became of this change is not known yet.');
  expect(said).toContain('To ask the host: roundtrip recheck T0000000003');
  expect(said).not.toMatch(/T000000000[46]/);
});
