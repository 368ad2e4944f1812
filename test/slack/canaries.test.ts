import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diagnose } from '../../src/analyzer/index.ts';
import type { Store } from '../../src/store/index.ts';
import { writeReport } from '../../src/triage/index.ts';
import { recorded } from '../analyzer/recorded.ts';
import { until } from '../store/support.ts';
import { words } from '../support/words.ts';
import { type Bench, sharedStore, startBench, wordsOf } from './support.ts';

/** Secrets as they stand in what hosts print and people paste; each has a part that must be found nowhere. */
const random = () => randomBytes(18).toString('hex');
const CANARIES: Record<string, { secret: string; line: (secret: string) => string }> = {
  'Slack bot token': {
    secret: `xoxb-1-${random()}`,
    line: (secret) => `Environment=SLACK_BOT_TOKEN=${secret}`,
  },
  'Slack app token': { secret: `xapp-1-A0-1-${random()}`, line: (secret) => `# ${secret}` },
  'Slack webhook': {
    secret: random(),
    line: (secret) => `curl https://hooks.slack.com/services/T0AAAAAAA/B0BBBBBBB/${secret}`,
  },
  'WireGuard private key': {
    secret: randomBytes(32).toString('base64'),
    line: (secret) => `PrivateKey = ${secret}`,
  },
  'WireGuard dump': {
    secret: randomBytes(32).toString('base64'),
    line: (secret) => `wg0\t${secret}\t(none)\t51820\toff`,
  },
  'SSH private key': {
    secret: randomBytes(48).toString('base64'),
    line: (secret) => `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----`,
  },
  'URL password': {
    secret: random(),
    line: (secret) => `DATABASE_URL=postgresql://app:${secret}@10.0.0.5/app`,
  },
  'AWS access key': {
    secret: 'AKIAQWERTYUIOPASDFGH',
    line: (secret) => `aws_access_key_id = ${secret}`,
  },
  'AWS secret key': {
    secret: randomBytes(30).toString('base64'),
    line: (secret) => `aws_secret_access_key = ${secret}`,
  },
  'bearer token': {
    secret: random(),
    line: (secret) => `curl -H 'Authorization: Bearer ${secret}' http://10.0.0.5/`,
  },
  'password in a command': { secret: random(), line: (secret) => `nmcli con add wifi-sec.psk "${secret}"` },
};
const SECRETS = Object.values(CANARIES).map(({ secret }) => secret);
const LINES = Object.values(CANARIES).map(({ secret, line }) => line(secret));

const data = sharedStore();
const folder = mkdtempSync(join(tmpdir(), 'roundtrip-canaries-'));
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
  bench = await startBench(store);
  const log = pino({ level: 'trace' }, pino.destination({ dest: join(folder, 'log'), sync: true }));
  await bench.startBot({ log });
});
afterAll(async () => {
  await bench.stop();
  await data.remove();
  rmSync(folder, { recursive: true });
});

/** Which canaries stand in a text. */
function found(text: string): string[] {
  return Object.keys(CANARIES).filter((name) => text.includes(CANARIES[name]?.secret ?? '?'));
}

async function stored(): Promise<string> {
  const rows: string[] = [];
  for await (const event of store.audit.list()) rows.push(JSON.stringify(event));
  return rows.join('\n');
}

/** Everything that anybody can see in the workspace: messages with their blocks, and files. */
function shown(): string {
  const { workspace, channel } = bench;
  const direct = Object.keys(workspace.users).flatMap((name) => bench.directMessages(name));
  return JSON.stringify([workspace.messages(channel.id), direct, bench.thread().map(wordsOf)]);
}

test('eleven secrets that a host prints, and people write, stand nowhere afterwards', async () => {
  expect(SECRETS).toHaveLength(11);
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  const asked = recorded('strict-seed');
  const evidence = [{ id: 'unit', command: 'systemctl cat app', output: LINES.join('\n') }];
  const diagnosis = { ...diagnose(asked), evidence };
  await bench.happen(
    triage,
    { kind: 'progress', said: words(`looking at ${LINES[6]}`) },
    {
      kind: 'diagnosed',
      diagnosis,
      final: true,
      transcripts: [{ host: 'server-b', text: LINES.join('\n') }],
    },
    ...LINES.map((reason) => ({ kind: 'rejected', by: 'slack:U0ADMIN', reason }) as const),
  );
  const verdict = await until(() => bench.thread().find((each) => wordsOf(each).includes('rp_filter')));

  await bench.workspace.as('on-call').press(bench.channel.id, verdict.ts, 'Full output');
  await until(() => (bench.directMessages('on-call').length > 0 ? true : undefined));

  const events = await stored();
  const report = writeReport(await store.events.read(triage)) ?? '';
  const files = bench.workspace.calls.map((call) => JSON.stringify(call));
  expect(events).toContain('[left out: WireGuard key]');
  expect({
    events: found(events),
    shown: found(shown()),
    files: found(files.join('\n')),
    report: found(report),
    logs: found(
      readdirSync(folder)
        .map((file) => readFileSync(join(folder, file), 'utf8'))
        .join('\n'),
    ),
  }).toEqual({ events: [], shown: [], files: [], report: [], logs: [] });
  expect(report).toContain('left out of what was collected:');
  expect(wordsOf(verdict)).toContain('Left out of the record');
});

test('a console that was pasted with secrets is explained and recorded without them', async () => {
  const ping = '$ ping -c 2 172.16.5.4\n2 packets transmitted, 0 received, 100% packet loss, time 1001ms';
  const addresses =
    '[root@server-b ~]# ip addr show eth1\n3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 state UP\n    inet 172.16.5.4/24 scope global eth1';

  bench.workspace
    .as('on-call')
    .say(
      '#net-ops',
      `@roundtrip explain eth1\n\`\`\`\n${ping}\n${addresses}\n$ cat app.env\n${LINES.join('\n')}\n\`\`\``,
    );
  const answer = await until(() =>
    bench.workspace
      .messages(bench.channel.id)
      .find((each) => each.botId !== undefined && wordsOf(each).includes('pasted console')),
  );

  expect(found(await stored())).toEqual([]);
  expect(found(wordsOf(answer))).toEqual([]);
  expect(wordsOf(answer)).toContain('Left out of the record');
});
