import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { tell } from '../../src/texts/index.ts';
import { type TriageEvent, writeReport } from '../../src/triage/index.ts';
import { strictRpFilter } from './sample.ts';
import { type Bench, buttonsOf, id, sharedStore, startBench, wordsOf } from './support.ts';

/*
 * People of the workspace who want more than they may. Each attempt is one case: it comes to nothing, whoever tried is told,
 * alone, and it stands in the audit trail or the log.
 */

const data = sharedStore();
const folder = mkdtempSync(join(tmpdir(), 'roundtrip-adversary-'));
const POLICY = join(folder, 'may-change');
const SECRET = 'xoxb-1-c4n4ryc4n4ryc4n4ry';
let store: Store;
let bench: Bench;
const logged: string[] = [];
/** A triage of a host that everybody sees, and one of a team's; in both an approval is awaited. */
let triage: string;
let teams: string;
let verdicts: { triage: string; ts: string }[] = [];

const YAML = (users: Bench['workspace']['users'], channels: Bench['workspace']['channels']): string =>
  [
    '  db-1: { group: db }',
    '  "db-1*": { group: db }',
    '  vault-1: { group: vault }',
    '  mine-1: { group: mine }',
    'access:',
    '  groups:',
    `    db: { channels: [${channels['net-ops']?.id}], askers: [${id(users, 'net-admin')}] }`,
    '    vault: { channels: [C0VAULT] }',
    `    mine: { askers: [U0NOBODY, S0UNREAD] }`,
    `approval: { approvers: [${id(users, 'net-admin')}], minimum: 2, breakGlass: true, mistapGuard: true }`,
    "change: { ticket: { required: true, pattern: 'CHG\\d{4}|(?:(?:a+)+)+' } }",
    `policy: { check: [sh, ${POLICY}], timeout: 400ms }`,
    '',
  ].join('\n');

beforeAll(async () => {
  writeFileSync(POLICY, 'exit 0\n');
  store = await data.open();
  bench = await startBench(store, { yaml: YAML });
  await bench.startBot({ log: pino({ level: 'info' }, { write: (text: string) => logged.push(text) }) });
  teams = await awaiting('net-admin', 'db-1 eth1');
  triage = await awaiting('on-call', 'server-b eth1');
}, 60_000);
afterAll(async () => {
  await bench.stop();
  await data.remove();
  rmSync(folder, { recursive: true });
});

async function awaiting(user: string, question: string): Promise<string> {
  const before = await bench.newest().catch(() => undefined);
  await bench.workspace.as(user).slash('#net-ops', `/roundtrip ${question}`);
  const asked = await bench.workspace
    .waitFor(() => (bench.cards().length > verdicts.length ? true : undefined))
    .then(() => bench.newest());
  expect(asked).not.toBe(before);
  const transcripts = [{ host: 'server-b', text: 'as heard' }];
  await bench.happen(asked, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
  const verdict = await bench.workspace.waitFor(() => bench.thread()[0]);
  verdicts = [...verdicts, { triage: asked, ts: verdict.ts }];
  const plan = strictRpFilter().remedies[0]?.plan?.hash ?? '';
  const by = `slack:${id(bench.workspace.users, user)}` as const;
  await bench.triages.chooseRemedy(asked, by, 'policy-routing', plan);
  await bench.workspace.waitFor(() => bench.thread()[1]);
  return asked;
}

const events = async (of = triage): Promise<TriageEvent[]> =>
  (await store.events.read(of)).flatMap(({ event }) => (event.kind === 'unknown' ? [] : [event]));

/** What that person alone is told next. */
async function answerTo(user: string, act: () => Promise<unknown>): Promise<string> {
  const before = bench.workspace.ephemerals(user).length;
  await act();
  return bench.workspace.waitFor((w) => w.ephemerals(user)[before]?.text, 15_000);
}

const isLogged = (what: string) => logged.some((line) => line.includes(what));

const HIDDEN = ['db-1', 'db-17', 'vault-1', 'mine-1', 'nothing-1'];
const WAYS: Record<string, (name: string) => string> = {
  'as a host': (name) => `${name} eth1`,
  'as a host, with a port': (name) => `${name} eth1 port 443`,
  'as a host, with an address': (name) => `${name} eth1 from 172.16.0.4 to 172.16.5.4`,
  'as a host, from one that is seen': (name) => `${name} eth1 from server-a`,
  'as who sends the probe': (name) => `server-b eth1 from ${name}`,
};

describe.each(Object.entries(WAYS))('a hidden host is named %s', (_way, question) => {
  describe.each(['slash', 'say'] as const)('by %s', (how) => {
    test.each(HIDDEN)('%s', async (name) => {
      const user = 'visitor';
      const cards = bench.cards().length;
      const said = await answerTo(user, async () => {
        if (how === 'slash') await bench.workspace.as(user).slash('#net-ops', `/roundtrip ${question(name)}`);
        else bench.workspace.as(user).say('#net-ops', `@roundtrip ${question(name)}`);
      });
      // Whether there is such a host or not: the same words.
      expect(said).toBe(
        `\`${name}\` is not a host that you can ask about here. If it should be one, ask whoever runs Roundtrip.`,
      );
      expect(bench.cards()).toHaveLength(cards);
      expect(isLogged(`"hidden":"${name}"`)).toBe(true);
    });
  });
});

describe("a button of a team's message is pressed by somebody else", () => {
  test.each(['Full output'])('%s', async (button) => {
    const ts = verdicts.find((each) => each.triage === teams)?.ts ?? '';
    const before = await events(teams);
    const said = await answerTo('visitor', () => bench.workspace.as('visitor').press('#net-ops', ts, button));
    expect(said).toContain('`db-1` is not a host that you can ask about here');
    expect(await events(teams)).toEqual(before);
    expect(bench.directMessages('visitor')).toEqual([]);
    expect(isLogged('"hidden":"db-1"')).toBe(true);
  });
});

/** Presses the button in the request of the newest triage, fills the dialog in, and answers what stands beside its inputs. */
async function submit(button: string, values: Record<string, string>) {
  const approval = bench.thread()[1];
  const admin = bench.workspace.as('net-admin');
  await admin.press('#net-ops', approval?.ts ?? '', button);
  await bench.workspace.waitFor(() => admin.view());
  const outcome = await admin.submitView(values);
  if (outcome.outcome === 'errors') admin.closeView();
  return outcome;
}

const DIALOGS: Record<string, Record<string, string>> = {
  'Approve …': {},
  'Approve without waiting …': { 'glass-reason': 'it burns' },
};
const TICKETS = [
  ...[
    'CHG',
    'CHG123',
    'CHG12345',
    'chg0042',
    'CHG004２',
    'xCHG0042',
    'CHG0042x',
    'CHG0042 CHG0043',
    'CHG0042;reboot',
  ],
  ...[
    '<!channel>',
    '$(reboot)',
    '-n',
    '`CHG0042`',
    `${'a'.repeat(60)}!`,
    `${'a'.repeat(58)}-a`,
    'none',
    'CHG0042\u202e',
  ],
];
const NAMES = [
  'server-c',
  'SERVER-B',
  'server-b.',
  'server-bb',
  'erver-b',
  'eth1',
  'server-\u0432',
  'db-1',
  '*',
  '<@U0>',
];

describe.each(Object.entries(DIALOGS))('%s', (button, more) => {
  test.each(TICKETS)('with the ticket %j', async (ticket) => {
    const before = await events();
    const outcome = await submit(button, { ...more, 'approval-host': 'server-b', 'approval-ticket': ticket });
    expect(outcome).toMatchObject({
      outcome: 'errors',
      errors: { 'approval-ticket': expect.stringMatching(/\w/) },
    });
    const added = (await events()).slice(before.length);
    expect(added).toMatchObject([{ kind: 'approval-refused', because: 'ticket-unfit' }]);
  });

  test.each(NAMES)('with the host %j', async (host) => {
    const before = await events();
    const outcome = await submit(button, { ...more, 'approval-host': host, 'approval-ticket': 'CHG0042' });
    expect(outcome).toMatchObject({
      outcome: 'errors',
      errors: { 'approval-host': expect.stringContaining('server-b') },
    });
    const added = (await events()).slice(before.length);
    expect(added).toMatchObject([{ kind: 'approval-refused', because: 'host-not-typed' }]);
  });

  test.each([
    ['refuses', 'exit 1', /ended with status 1/],
    ['hangs', 'sleep 600', /did not end within 0.4 s/],
    ['takes no signal', "trap '' TERM INT HUP; while :; do :; done", /did not end within 0.4 s/],
    ['is killed', 'kill -9 $$', /ended with SIGKILL/],
    ['prints a secret', `echo "no: ${SECRET}" >&2; exit 1`, /left out/],
    ['prints markup', 'echo "<!channel> *yes*"; exit 1', /ended with status 1: <!channel>/],
    ['says yes and ends otherwise', 'echo \'{"allow":true}\'; exit 2', /ended with status 2/],
    ['prints without end', 'yes approved', /did not end within 0.4 s/],
    ['is no program', 'syntax error (', /ended with status 2/],
  ])('with a policy program that %s', async (_what, script, because) => {
    writeFileSync(POLICY, `${script}\n`);
    const before = await events();
    const said = await answerTo('net-admin', () =>
      submit(button, { ...more, 'approval-host': 'server-b', 'approval-ticket': 'CHG0042' }),
    );
    writeFileSync(POLICY, 'exit 0\n');
    expect(said).toContain('This is not allowed');
    expect(said).not.toContain('<!channel>');
    const added = (await events()).slice(before.length);
    expect(added).toMatchObject([
      { kind: 'approval-refused', because: 'policy-refuses', said: { key: 'refusal.policy' } },
    ]);
    const [refused] = added;
    expect(refused?.kind === 'approval-refused' && tell(refused.said)).toMatch(because);
  });
});

describe.each(['on-call', 'visitor'])('%s, who may not approve,', (user) => {
  test.each(Object.entries(DIALOGS))('%s', async (button, more) => {
    const before = await events();
    const person = bench.workspace.as(user);
    await person.press('#net-ops', bench.thread()[1]?.ts ?? '', button);
    await bench.workspace.waitFor(() => person.view());
    const said = await answerTo(user, () =>
      person.submitView({ ...more, 'approval-host': 'server-b', 'approval-ticket': 'CHG0042' }),
    );
    expect(said).toMatch(/somebody else must|not one of the approvers/);
    expect((await events()).slice(before.length)).toMatchObject([{ kind: 'approval-refused' }]);
  });

  test.each(['freeze because I can', 'unfreeze', 'FREEZE now'])('%s', async (text) => {
    const said = await answerTo(user, () => bench.workspace.as(user).slash('#net-ops', `/roundtrip ${text}`));
    expect(said).toContain('Only an approver');
    expect(await store.events.read('T0000000000')).toEqual([]);
    expect(isLogged('"freeze":')).toBe(true);
  });
});

test('after all of it nothing is approved, and no secret stands anywhere', async () => {
  const kinds = [...(await events()), ...(await events(teams))].map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind === 'approved')).toEqual([]);
  const rows: string[] = [];
  for await (const event of store.audit.list()) rows.push(JSON.stringify(event));
  const everywhere = [
    ...rows,
    ...logged,
    ...bench.workspace.calls.map((call) => JSON.stringify(call)),
    writeReport(await store.events.read(triage)) ?? '',
    wordsOf(bench.cards()[0]),
  ];
  expect(everywhere.filter((text) => text.includes(SECRET))).toEqual([]);
  expect(buttonsOf(bench.thread()[1])).toEqual(['Approve …', 'Reject …', 'Approve without waiting …']);
});
