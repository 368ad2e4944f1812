import { expect, test } from 'vitest';
import { emptyObservation, type Permanence, type Remedy } from '../../../src/analyzer/model/index.ts';
import { approveModal } from '../../../src/slack/views/approve-modal.ts';
import { render } from '../../../src/slack/views/render.ts';
import { tellStory } from '../../../src/slack/views/story.ts';
import type { Surroundings } from '../../../src/slack/views/surroundings.ts';
import { type Language, slackTextsIn } from '../../../src/texts/index.ts';
import { planIn, type StoredEvent, type TriageEvent } from '../../../src/triage/index.ts';
import { words } from '../../support/words.ts';
import { fakeAnalyze } from '../../triage/world.ts';

const AROUND: Surroundings = {
  language: 'en',
  names: new Map([
    ['slack:U1', 'on-call'],
    ['slack:U2', 'net-admin'],
  ]),
  probeHosts: [],
  changes: 'allowed',
  breakGlass: false,
  asked: [],
  groupsUnread: [],
  standing: [],
};

const FILE = { path: '/etc/netplan/90-roundtrip-eth1.yaml', before: null, after: 'network:\n' };
const WRITTEN: Permanence = { hash: 'with-files', steps: [], files: [FILE], withheld: [] };
const WITHHELD: Permanence = {
  ...{ hash: 'without', steps: [], files: [] },
  withheld: [{ interface: 'eth1', because: 'owner-unknown' }],
};

/** What card and thread say of a fix that stands, whose plan has that to keep it. */
function said(
  permanent: Permanence | undefined,
  later: readonly TriageEvent[] = [],
  around: Partial<Surroundings> = {},
  language: Language = 'en',
): string[] {
  const world = { answers: false, seen: true, gateway: '172.16.5.1', also: [] };
  const diagnosis = fakeAnalyze({
    host: 'server-b',
    flow: { to: '172.16.5.4', from: '172.16.0.4', interface: 'eth1', protocol: 'icmp' },
    observation: {
      ...emptyObservation(),
      evidence: [{ id: 'world', command: 'world', output: JSON.stringify(world) }],
    },
    probeExpected: true,
  });
  const proposed = diagnosis.remedies[0]?.plan;
  if (!proposed) throw new Error('no plan');
  const plan = { ...proposed, ...(permanent ? { permanent } : {}) };
  const events: TriageEvent[] = [
    {
      ...{ kind: 'requested', by: 'slack:U1', origin: { kind: 'slack', channel: 'C1' } },
      request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
    } as TriageEvent,
    { kind: 'diagnosed', diagnosis, final: true, transcripts: [] },
    {
      ...{ kind: 'remedy-chosen', by: 'slack:U1', remedy: 'policy-routing', plan, minimum: 1 },
      ...{ approvers: ['U2'], expiresAt: '2099-01-01T00:00:00.000Z' },
    } as TriageEvent,
    { kind: 'approved', by: 'slack:U2', planHash: planIn('en', plan).hash, self: false },
    { kind: 'apply-started', planHash: planIn('en', plan).hash, attempt: 1 },
    { kind: 'committed', said: words('3 of 3 answered') },
    ...later,
  ];
  const stored = events.map(
    (event, index): StoredEvent => ({
      ...{ triage: 'T0000000000', sequence: index + 1, hash: '', previousHash: '' },
      ...{ at: '2026-11-27T02:17:00.000Z', event },
    }),
  );
  const story = tellStory(stored, language);
  if (!story) throw new Error('no story');
  const messages = render(story, { ...AROUND, ...around, language });
  return ['card', 'result'].map((slot) => JSON.stringify(messages.find((one) => one.slot === slot)?.blocks));
}

test.each<[string, Parameters<typeof said>, string]>([
  ['nothing keeps it', [WITHHELD], 'answers. 3 of 3 answered. Lost at reboot.'],
  ['nobody has it kept so far', [WRITTEN], 'Lost at reboot.'],
  ['keeping is not allowed', [WRITTEN, [], { changes: 'frozen' }], 'Lost at reboot.'],
  [
    'it is kept',
    [WRITTEN, [{ kind: 'made-permanent', paths: [FILE.path], said: words('kept') }]],
    'It survives a reboot.',
  ],
  [
    'it is about to be',
    [WRITTEN, [{ kind: 'permanence-asked', by: 'slack:U2', self: false }]],
    'It is being made to survive a reboot.',
  ],
  ['nothing has to', [undefined], 'It survives a reboot: nothing has to keep it.'],
  ['in Japanese', [WITHHELD, [], {}, 'ja'], '再起動すると失われます。'],
])('"Fixed" says whether it lasts, where %s', (_when, told, sentence) => {
  for (const message of said(...told)) expect(message).toContain(sentence);
});

test('a fix that was undone lasts no more, and its card says who asked and who approved', () => {
  const undone: TriageEvent = { kind: 'undone', by: 'slack:U2', said: words('all steps were undone') };
  const [card = '', result = ''] = said(WITHHELD, [undone]);

  expect(result).not.toContain('Lost at reboot.');
  expect(card).toMatch(/Asked by on-call at [^·]* · approved by net-admin at /);
});

test('a dialog that approves repeats what has to be checked', () => {
  const remedy: Remedy = {
    ...{ id: 'policy-routing', recommended: true, outcome: 'depends', because: '', risks: [] },
    on: 'whether the cloud lets eth0 send for eth1',
    gateway: { address: '10.99.0.1', sources: [], assumed: false, outside: ['172.16.5.0/24'] },
  };
  const change = { host: 'server-b', commands: 3, remedy };
  const modal = approveModal({ triage: 'T0000000000', plan: 'x' }, change, {}, slackTextsIn('en'));

  const shown = JSON.stringify(modal.blocks);
  expect(shown).toContain("Check this: gateway 10.99.0.1 is outside the interface's networks.");
  expect(shown).toContain('It depends on whether the cloud lets eth0 send for eth1.');
});
