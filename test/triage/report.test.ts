import { expect, test } from 'vitest';
import { type StoredEvent, type TriageEvent, writeReport } from '../../src/triage/index.ts';
import { strictRpFilter } from '../slack/sample.ts';
import { words } from '../support/words.ts';

const diagnosis = strictRpFilter();
const plan = diagnosis.remedies[0]?.plan;
if (!plan) throw new Error('the sample has a plan');
const NAMED = { by: 'slack:U0ASKER', name: 'Aiko *Tanaka*' } as const;
const ADMIN = { by: 'slack:U0ADMIN', name: 'Sam' } as const;

const EVENTS: TriageEvent[] = [
  {
    kind: 'requested',
    ...NAMED,
    origin: { kind: 'slack', channel: 'C1' },
    request: { host: 'db-1', interface: 'eth1', protocol: 'icmp', from: { kind: 'host', host: 'bastion' } },
  },
  { kind: 'diagnosed', diagnosis, final: true, transcripts: [] },
  {
    kind: 'remedy-chosen',
    ...NAMED,
    ...{ remedy: 'policy-routing', plan, minimum: 2, approvers: ['U0ADMIN'], group: 'db' },
    expiresAt: '2026-11-22T12:30:00.000Z',
  },
  {
    kind: 'approval-refused',
    ...NAMED,
    because: 'asker-may-not-approve',
    said: words('Somebody else must.'),
  },
  { kind: 'approved', ...ADMIN, planHash: plan.hash, self: false, ticket: 'CHG0042', hostTyped: true },
  {
    kind: 'approved',
    ...{ by: 'slack:U0SECOND', planHash: plan.hash, self: false, ticket: 'CHG0043' },
    breakGlass: 'the database is down',
  },
  { kind: 'apply-started', planHash: plan.hash, attempt: 1 },
  { kind: 'applied', transcript: '' },
  { kind: 'verified', ok: true, how: 'probe', said: words('A new probe is answered (3 of 3 answered)') },
  { kind: 'committed', said: words('It works') },
];

const stored: StoredEvent[] = EVENTS.map((event, index) => ({
  triage: 'T0000000001',
  sequence: index + 1,
  at: `2026-11-22T12:00:0${index}.987Z`,
  event,
  hash: 'ab'.repeat(32),
  previousHash: '',
}));

const report = writeReport(stored) ?? '';

test.each([
  ['who asked, by name and ID', '- By: Aiko \\*Tanaka\\* (slack:U0ASKER), 2026-11-22T12:00:00Z'],
  ['why', '- Why: **strict-rp-filter** (proven). server-b drops pings to eth1'],
  ['the tickets', '- Ticket: CHG0042, CHG0043'],
  ['the remedy, its plan and its rules', `plan \`${plan.hash}\`; rules of the group \`db\``],
  ['who approved', "Sam (slack:U0ADMIN), 2026-11-22T12:00:04Z (ticket CHG0042, typed the host's name)"],
  ['who has no name', 'slack:U0SECOND, 2026-11-22T12:00:05Z'],
  ['why nobody else was waited for', 'without waiting for others: the database is down'],
  ['each command with its undo', 'lookup 8201 priority 8201` (undo: `ip -4 rule del'],
  ['a file as it was and as it is', 'before: not there'],
  ['what a file holds', '    default via 172.16.5.1 table 8201'],
  ['what was seen before', '## Before\n\n- server-b drops pings to eth1'],
  ['what was seen after', '- Verified at 2026-11-22T12:00:08Z, by probe: it works. A new probe is answered'],
  ['who was refused', '**approval-refused** by Aiko'],
])('tells %s', (_what, text) => expect(report).toContain(text));

test('tells every moment in UTC, to the second', () => {
  const moments = report.match(/\d{4}-\d\d-\d\dT[\d:.]*\w*/g) ?? [];
  expect(moments.length).toBeGreaterThan(12);
  for (const moment of moments) expect(moment).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
});

test('is about a page', () => expect(report.split('\n').length).toBeLessThan(75));

test('the same page in Japanese: the same facts, and no English around them', () => {
  const japanese = writeReport(stored, 'ja') ?? '';

  for (const fact of [
    'CHG0042, CHG0043',
    plan.hash,
    'the database is down',
    'lookup 8201 priority 8201',
    'strict-rp-filter',
  ])
    expect(japanese).toContain(fact);
  for (const words of ['## 変更前', '- 承認: ', '## 経過 (UTC)']) expect(japanese).toContain(words);
  expect(japanese).not.toMatch(/Asked|Approved by|What happened|it works/);
});
