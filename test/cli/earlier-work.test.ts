import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cliActor } from '../../src/cli/cli-actor.ts';
import { openWorkplace } from '../../src/cli/workplace.ts';
import type { TriageEvent } from '../../src/triage/index.ts';
import { testData } from '../store/support.ts';

const data = testData();
const directory = dirname(data.directory);
afterAll(() => data.remove());

const requestedBy = (by: string): TriageEvent => ({
  ...{ kind: 'requested', by, origin: { kind: 'cli' } },
  request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
});
const started: TriageEvent = { kind: 'apply-started', planHash: 'abc', attempt: 1 };

test('a command says which interrupted change it finishes first, and leaves those of others', async () => {
  const configFile = join(directory, 'roundtrip.yaml');
  writeFileSync(configFile, 'hosts: { server-b: {} }\n');
  const told: string[] = [];
  const workplace = await openWorkplace({ configFile, level: 'warn', onProgress: (text) => told.push(text) });
  const { events } = workplace.store;
  await events.append(
    'T0000000001',
    0,
    [requestedBy(cliActor()), started],
    [{ kind: 'apply', triage: 'T0000000001' }],
  );
  await events.append(
    'T0000000002',
    0,
    [requestedBy('cli:other@there'), started],
    [{ kind: 'apply', triage: 'T0000000002' }],
  );

  await workplace.startWorking({ triage: 'T0000000009', begins: [] });

  await expect
    .poll(() => told.filter((text) => text.startsWith('Finishing')), { timeout: 20_000 })
    .toEqual(['Finishing T0000000001 on server-b first: an earlier command began it and was interrupted.']);
  await workplace.close();
  rmSync(configFile);
});
