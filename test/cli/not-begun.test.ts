import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.ts';
import type { Store } from '../../src/store/index.ts';
import { foldEvents, type TriageEvent } from '../../src/triage/index.ts';
import { testData } from '../store/support.ts';
import { runRoundtrip, unwrapped } from './run-roundtrip.ts';

const data = testData();
const configFile = join(dirname(data.directory), 'roundtrip.yaml');
let store: Store;
beforeAll(async () => {
  // A host of no address: to ask it anything fails.
  writeFileSync(configFile, 'hosts: { server-b: {} }\n');
  store = await data.open();
});
afterAll(() => data.remove());

const roundtrip = (...args: string[]) => runRoundtrip([...args, '--config', configFile]);

const blastRadius = { changes: [], considered: 0, truncated: false };
const plan = { hash: 'h', restsOn: {}, steps: [], files: [], blastRadius };

/** What an interrupted `fix` leaves at "Approved", its job included. */
async function approve(triage: string): Promise<void> {
  const by = cliActor();
  const request = {
    ...{ host: 'server-b', interface: 'eth1', protocol: 'icmp' },
    from: { kind: 'host', host: 'server-a' },
  } as const;
  const events = [
    { kind: 'requested', by, origin: { kind: 'cli' }, request },
    {
      ...{ kind: 'remedy-chosen', by, remedy: 'policy-routing', plan, minimum: 1, approvers: [] },
      expiresAt: new Date(Date.now() + 600_000).toISOString(),
    },
    { kind: 'approved', by, planHash: 'h', self: true },
  ] as unknown as TriageEvent[];
  await store.events.append(triage, 0, events, [{ kind: 'apply', triage }]);
}

const stateOf = async (triage: string) => foldEvents(await store.events.read(triage));

test('recheck, and persist, of a change that has not begun say so, and how to go on', async () => {
  await approve('T0000000001');

  const looked = roundtrip('recheck', 'T0000000001');
  const kept = roundtrip('persist', '--yes', 'T0000000001');

  for (const { status, stderr } of [looked, kept]) {
    expect(status).toBe(1);
    expect(unwrapped(stderr)).toContain('T0000000001 was approved and has not begun: nothing was changed');
    expect(unwrapped(stderr)).toContain('roundtrip fix server-b eth1 --from server-a.');
    expect(unwrapped(stderr)).toContain('roundtrip undo T0000000001.');
  }
  expect((await stateOf('T0000000001'))?.status).toBe('approved');
});

test('undo of a change that has not begun ends it without asking the host', async () => {
  await approve('T0000000002');

  const { status, stdout, stderr } = roundtrip('undo', '--yes', 'T0000000002');

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(unwrapped(stdout)).toContain(
    'Ended: the approval was revoked before the work on server-b eth1 began.',
  );
  expect(await stateOf('T0000000002')).toMatchObject({
    status: 'diagnosed',
    lastRefusal: { kind: 'rejected', by: cliActor() },
  });
});
