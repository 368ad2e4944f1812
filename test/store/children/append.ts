import { openStore } from '../../../src/store/index.ts';
import { words } from '../../support/words.ts';

/** Appends events to one triage for ever, and says each one that was acknowledged. */
const [directory = '', triage = ''] = process.argv.slice(2);
const store = await openStore({ dataDirectory: directory });
const requested = {
  kind: 'requested',
  by: 'cli:root@test',
  origin: { kind: 'cli' },
  request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
} as const;
await store.events.append(triage, 0, [requested]);
for (let sequence = 1; ; sequence += 1) {
  const outcome = await store.events.append(triage, sequence, [
    { kind: 'progress', said: words(`step ${sequence}`) },
  ]);
  if (outcome.kind === 'appended') console.log(`acknowledged ${sequence + 1}`);
}
