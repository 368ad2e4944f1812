import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/analyzer/index.ts';
import { type Failures, failed, failureIn, failureOf } from '../../src/texts/failures/index.ts';
import { type Language, tell, type WorkflowMessage } from '../../src/texts/index.ts';
import { LANGUAGES_OF_TERMINAL as LANGUAGES } from '../../src/texts/terminal/index.ts';
import type { WorkflowMessages } from '../../src/texts/workflow/index.ts';
import { recorded } from '../analyzer/recorded.ts';
import { hasEnglish, hasNoText, JAPANESE } from '../support/english.ts';
import { STORE_FAILURES } from './store-failures.ts';

/** At least one set of parameters for each, every branch of a sentence among them: the compiler knows which there are. */
type Samples<All> = { [Key in keyof All]: readonly All[Key][] };

const { told, scene } = diagnose(recorded('strict-seed'));
const found = { told, scene };
const host = 'server-b';
const triage = 'T0000000002';
const said = 'exit status 1';
const target = { alias: 'server-b', user: 'root', hostname: '172.16.0.5', port: 22 };
const failure = { code: 'host-lost', facts: { host, because: 'closed', during: 'look' } };
const because = { key: 'reason.failure', failure };
const LOCK = { group: 'edge', judged: 3, right: 2, verdicts: 20, precision: 0.95 };
const hop = { at: 'hop', alias: 'server-b', proxy: { jump: 'bastion' }, said } as const;

const MESSAGES: Samples<WorkflowMessages> = {
  headline: [found],
  'progress.connecting': [{ host }, { host, from: 'server-a' }],
  'progress.next-way': [{ alias: 'server-b', failure }],
  'progress.once-more': [{ failure }],
  'progress.listening': [{ host, device: 'eth1' }],
  'progress.probing': [{ from: 'server-a', to: '172.16.5.4' }],
  'progress.more-probes': [
    { so: 'none-arrived', more: 10 },
    { so: 'some-answered', more: 30 },
  ],
  'progress.slow': [{ host }],
  'progress.looking-at': [{ device: 'eth2' }],
  'progress.other-change': [{}],
  'progress.held': [{ host, by: triage }],
  'reason.recorded': [{ text: '`as it stands`' }],
  'reason.host-said': [{ host, said }],
  'reason.failure': [{ failure }, { failure, whole: true }],
  'reason.gave-up': [{ said }],
  'reason.frozen': [{}],
  'reason.observe-only': [{ host }],
  'reason.shadow': [{ host }],
  'reason.locked': [LOCK, { ...LOCK, group: null }],
  'reason.group-changed': [{ host }],
  'reason.approval-expired': [{ at: '2026-11-27T02:17:00.000Z' }],
  'reason.approvals-lost': [
    { minimum: 2, standing: 1, lost: [] },
    {
      ...{ minimum: 2, standing: 0 },
      lost: (
        [
          'glass',
          'alone',
          'terminal',
          'asker',
          'not-an-approver',
          'no-ticket',
          'ticket',
          'host-name',
        ] as const
      ).map((why) => ({ by: 'slack:U1', because: why })),
    },
  ],
  'reason.policy': [
    { run: { how: 'not-started', said: 'ENOENT' } },
    { run: { how: 'too-slow', seconds: 10 } },
    { run: { how: 'interrupted' } },
    { run: { how: 'too-much', kilobytes: 64 } },
    { run: { how: 'ended', status: 1, said } },
    { run: { how: 'ended', status: 'SIGKILL', said: '' } },
  ],
  'reason.works-by-now': [{ found }],
  'reason.remedy-gone': [{ found }],
  'reason.would-not-fix': [{ because }],
  'reason.ground-moved': [
    {
      changes: [
        { name: 'gateway', before: '172.16.5.1' },
        { name: 'rule', now: '100' },
      ],
    },
  ],
  'reason.other-plan': [
    { removed: ['ip rule del'], added: ['ip rule add'] },
    { removed: [], added: [] },
  ],
  'reason.not-looked-at': [{ host, failure }],
  'reason.asked-again': [{ host }],
  'reason.worker-ended': [{}],
  'reason.too-late-to-verify': [{ host, seconds: 9 }],
  'reason.not-kept': [{ host }],
  'reason.keep-failed': [{ failure }],
  'reason.nobody-confirmed': [{ failure }],
  'reason.host-is-undoing': [{ said }],
  'reason.host-knows-nothing': [{ host }],
  'reason.waited-for': [{ host, by: triage }],
  'reason.nothing-to-write': [{}],
  'reason.persist-never': [{}],
  'reason.files-not-kept': [{ host }],
  'reason.files-not-removed': [{ said }],
  'reason.no-plan': [{}],
  'reason.gateway-first': [{ question: because }],
  'reason.not-in-diagnosis': [{}],
  'reason.not-offered': [{}],
  'reason.withheld': [{}],
  'reason.unread-checks': [{ commands: ['ip rule', 'ip route'] }],
  'outcome.expired': [{}],
  'outcome.no-reason': [{}],
  'outcome.unchanged': [{ because }],
  'outcome.taken-back': [{ because }],
  'outcome.never-begun': [{ because }],
  'outcome.unfinished': [{ because }],
  'outcome.host-undid': [{ because, said }],
  'outcome.record-gone': [{ because, host }],
  'outcome.undo-failed-too': [{ because, detail: { key: 'reason.host-said', host, said } }],
  'outcome.host-not-asked': [{ host, last: because, because: { key: 'reason.worker-ended' } }],
  'outcome.host-kept': [{ host }],
  'outcome.files-kept': [{ host }],
  'outcome.files-stand': [{}],
  'outcome.host-removed-files': [{ because, said }],
  'outcome.removing-files-failed': [{ because, detail: { key: 'reason.host-said', host, said } }],
  'outcome.not-undone': [{ because }],
  'outcome.removed': [{}],
  'outcome.nothing-was-there': [{}],
  'outcome.undone-beside': [{ because, lines: ['default via 172.16.5.1 dev eth1'] }],
  'outcome.others-left': [{ lines: ['default via 172.16.5.1 dev eth1', '32765: from 172.16.5.4 lookup 7'] }],
  'proof.probe': [
    { ok: true, found },
    { ok: false, found, counted: { received: 0, sent: 3 } },
  ],
  'proof.unchecked': [{}, { because }],
  'proof.each': [
    {
      proofs: [
        { device: 'eth1', proof: { key: 'proof.person', by: 'slack:U1' } },
        { device: 'eth2', proof: { key: 'proof.unchecked' } },
      ],
    },
  ],
  'proof.client': [{ seen: { key: 'link.takes-packets', device: 'eth1' } }],
  'proof.person': [{ by: 'slack:U1' }],
  'proof.nobody': [
    { seconds: 600, devices: [] },
    { seconds: 45, devices: ['eth1', 'eth2'] },
  ],
  'proof.awaited': [{}],
  'refusal.unknown-triage': [{ triage }],
  'refusal.ended': [{}],
  'refusal.ended-nothing-to-decide': [{}],
  'refusal.under-way': [{}],
  'refusal.nothing-waits': [{}],
  'refusal.approved-enough': [{}],
  'refusal.diagnosis-unfinished': [{}],
  'refusal.expired': [{}],
  'refusal.stale-plan': [{}],
  'refusal.observe-only': [{ host }],
  'refusal.frozen': [{}],
  'refusal.shadow': [{ host }],
  'refusal.locked': [LOCK],
  'refusal.group-changed': [{ host }],
  'refusal.remedy': [{ because }],
  'refusal.awaiting-others': [{}],
  'refusal.not-yours': [{}],
  'refusal.committed': [{}],
  'refusal.outcome-unknown': [{}],
  'refusal.only-pasted': [{}],
  'refusal.no-verdict': [{}],
  'refusal.nobody-waits': [{}],
  'refusal.nothing-to-stop': [{}],
  'refusal.no-packet-awaited': [{}],
  'refusal.waited-enough': [{}],
  'refusal.nothing-to-recheck': [{}],
  'refusal.being-rechecked': [{}],
  'refusal.approved-already': [{}],
  'refusal.own-request': [
    { to: 'approve', terminal: true },
    { to: 'permanence', terminal: false },
    { to: 'undo', terminal: false },
  ],
  'refusal.not-an-approver': [{}],
  'refusal.terminal': [{}],
  'refusal.nobody-can-approve': [{}],
  'refusal.break-glass': [{}],
  'refusal.unsigned': [{ host, triage }],
  'refusal.host-not-typed': [{ host }],
  'refusal.ticket-missing': [{}],
  'refusal.ticket-unfit': [{}, { pattern: 'CHG[0-9]+' }],
  'refusal.policy': [{ run: { how: 'ended', status: 1, said } }],
  'refusal.undone-already': [{}],
  'refusal.nothing-to-undo': [{}],
  'refusal.undo-outcome-unknown': [{}],
  'refusal.undo-asked-already': [{}],
  'refusal.undo-wanted-already': [{}],
  'refusal.too-few-approvers': [
    { minimum: 2, people: 0 },
    { minimum: 2, people: 1 },
  ],
  'refusal.nothing-to-keep': [{}],
  'refusal.persist-never': [{}],
  'refusal.files-unsigned': [{ host }],
  'refusal.nothing-to-write': [{}],
  'refusal.permanent-already': [{}],
  'refusal.being-made-permanent': [{}],
  'refusal.permanence-asked-already': [{}],
  'refusal.freeze-approver': [{}],
  'refusal.freeze-reason': [{}],
  'refusal.frozen-already': [{}],
  'refusal.not-frozen': [{}],
};

const FAILURES: Samples<Failures> = {
  ...STORE_FAILURES,
  'ssh-client-missing': [{}],
  'ssh-folder-unusable': [{ directory: '/tmp', said }],
  'ssh-config-invalid': [
    { at: 'configuration', alias: 'server-b', config: '/etc/ssh/config', said },
    { at: 'configuration', alias: 'server-b', config: '/etc/ssh/config', said: '' },
    { at: 'jump', alias: 'server-b', jump: '-x' },
  ],
  'ssh-option-unsupported': [
    {
      alias: 'server-b',
      options: [
        { kind: 'certificate', file: '~/.ssh/cert.pub' },
        { kind: 'pkcs11', provider: '/usr/lib/p11.so' },
        { kind: 'host-based' },
        { kind: 'known-hosts-command' },
      ],
    },
  ],
  'host-key-unknown': [
    {
      at: 'host',
      alias: 'server-b',
      name: 'server-b',
      shown: 'ssh-ed25519 SHA256:abc',
      pin: 'ssh-keyscan server-b',
    },
    hop,
  ],
  'host-key-changed': [
    {
      ...{ at: 'host', alias: 'server-b', name: 'server-b', shown: 'ssh-ed25519 SHA256:abc' },
      pinned: { file: '~/.ssh/known_hosts', line: 3, type: 'ssh-ed25519', fingerprint: 'SHA256:def' },
    },
    { ...hop, proxy: 'command' },
  ],
  'host-key-revoked': [
    { alias: 'server-b', shown: 'ssh-ed25519 SHA256:abc', file: '~/.ssh/known_hosts', line: 3 },
  ],
  'host-key-certificate-authority': [
    { alias: 'server-b', file: '~/.ssh/known_hosts', line: 3, pin: 'ssh-keyscan server-b' },
  ],
  'host-certificate-refused': (['expired', 'none-shown', { said }] as const).map((because) => ({
    ...{ alias: 'server-b', file: '~/.ssh/known_hosts', line: 3 },
    because,
  })),
  'login-needs-person': [
    { ...target, asked: { kind: 'second-factor' } },
    { ...target, asked: { kind: 'password' } },
    { ...target, asked: { kind: 'touch', key: '~/.ssh/id_sk' } },
  ],
  'certificate-expired': [{ ...target, file: '~/.ssh/id-cert.pub', until: '2026-01-01 00:00:00' }],
  'authentication-failed': [
    { ...target, at: 'host', offered: false, unusable: [] },
    {
      ...{ ...target, at: 'host', offered: true },
      unusable: [
        { kind: 'no-agent', socket: '/run/agent.sock' },
        { kind: 'security-key', file: '~/.ssh/id_sk' },
        { kind: 'certificate', file: '~/.ssh/id-cert.pub' },
        { kind: 'unreadable', file: '~/.ssh/id_rsa' },
        { kind: 'encrypted', file: '~/.ssh/id_rsa' },
        { kind: 'unsupported', file: '~/.ssh/id_dsa', said },
        { kind: 'refused-certificate', file: '~/.ssh/id-cert.pub', principals: ['root'] },
        { kind: 'refused-certificate', file: '~/.ssh/id-cert.pub', principals: [] },
      ],
    },
    hop,
  ],
  'ssh-negotiation-failed': [{ ...target, said }],
  'host-unreachable': [
    { ...target, at: 'host', because: { seconds: 10 } },
    { ...target, at: 'host', because: 'name-unknown' },
    { ...target, at: 'host', because: { said } },
    { at: 'proxy', alias: 'server-b', proxy: 'command', said: '' },
    { at: 'proxy', alias: 'server-b', proxy: { jump: 'bastion' }, said },
    {
      at: 'host-by-every-way',
      host,
      ways: [
        { alias: 'server-b', failure },
        { alias: 'server-b-mgmt', failure },
      ],
    },
  ],
  'host-session-refused': [{ host, said }],
  'host-output-too-large': [{ host, megabytes: 16 }],
  'host-overloaded': [{ host }],
  'host-lost': [
    { host, because: 'closed', during: 'look' },
    { host, because: 'cut-short', during: 'change' },
    { host, because: 'no-answer', during: 'recheck' },
    { host, because: { said }, during: 'look' },
    { host, because: 'closed', during: 'setup' },
  ],
  'host-needs-root': [{ host, said }],
  'host-program-failed': [
    { at: 'answer', host, verb: 'confirm', said },
    { at: 'recheck', host },
    { at: 'end', host, status: 1, said },
    { at: 'end', host, status: null, said: '' },
  ],
  'host-ip-missing': [{ host }],
  'undo-was-due': [{ host }],
  'host-setup-failed': [{ host, said }],
  'interface-unknown': [{ host, name: 'eth9', known: ['eth0', 'eth1'] }],
  'probe-from-itself': [{ host }],
  'host-unknown': [
    { host: 'server-x' },
    { host: 'server-x', known: [], more: 0 },
    { host: 'server-x', known: ['server-a', 'server-b'], more: 3 },
  ],
  'host-name-invalid': [{ name: '-x' }],
  'interface-name-invalid': [{ name: 'eth1;', longest: 15 }],
  'interface-is-address': [{ address: 'fd00:5::4' }],
  'address-invalid': [{ address: '172.16.5' }],
  'number-invalid': [
    { text: '99999', what: 'port' },
    { text: '999', what: 'seconds' },
  ],
  'sender-not-an-address': [{ name: 'server-a' }],
  'question-unreadable': [{ because: 'invisible-characters' }, { because: 'too-long', length: 9000 }],
  'prober-not-allowed': [{ host, allowed: ['bastion', 'server-a'] }],
  'gateway-invalid': [{}],
  'host-not-shown': [{ file: 'web-1' }],
  'transcript-too-large': [{ megabytes: 10 }],
  'state-not-found': [{ hosts: [] }, { hosts: ['server-a', ''] }],
  'file-too-large': [{}],
  'file-unreadable': [
    { because: 'no-address' },
    { because: 'no-answer' },
    { because: 'scope-missing' },
    { because: { status: 403 } },
  ],
  'png-unavailable': [{}],
  'png-failed': [{ run: { how: 'too-slow', seconds: 30 } }],
  'already-used': [{}],
  'not-recorded': [{}],
  'recording-unknown': [{}],
  'diagnosis-given-up': [{ said }],
  'slack-token-missing': [{ name: 'SLACK_BOT_TOKEN' }, { name: 'SLACK_APP_TOKEN' }],
  'slack-refused': [{ name: 'SLACK_BOT_TOKEN', said: 'invalid_auth' }],
  'slack-unreachable': [{}],
  'slack-not-listening': [{ port: 3000, said: 'listen EADDRINUSE' }],
  'health-not-listening': [{ address: '127.0.0.1', port: 9464, said: 'listen EADDRINUSE' }],
  'slack-url-refused': [{}],
};

const MESSAGES_MADE = Object.entries(MESSAGES).flatMap(([key, all]) =>
  all.map((parameters) => ({ key, ...parameters }) as unknown as WorkflowMessage),
);
const FAILURES_MADE = Object.entries(FAILURES).flatMap(([code, all]) =>
  all.map((facts) => ({ code, facts })),
);

/** Everything that is said of those in one language, each with what it is of. */
function words(language: Language): { of: string; text: string }[] {
  return [
    ...MESSAGES_MADE.map((message) => ({ of: message.key, text: tell(message, language) })),
    ...FAILURES_MADE.flatMap(({ code, facts }) => {
      const { message, nextStep } = failureIn(language, { code, facts });
      return [
        { of: code, text: message },
        { of: `${code}, next step`, text: nextStep },
      ];
    }),
  ];
}

describe('what is said of the work on a triage, and of what can fail', () => {
  test('has words in both languages, and no key in their place', () => {
    for (const language of LANGUAGES)
      expect(
        words(language).filter(
          ({ of, text }) => text === '' || hasNoText(text) || text.includes(`key: ${of}`),
        ),
      ).toEqual([]);
  });

  test('has no English sentence in Japanese, and nothing Japanese in English', () => {
    // What was recorded by an older version stands as it is.
    const told = words('ja').filter(({ of }) => of !== 'reason.recorded');

    expect(told.filter(({ text }) => hasEnglish(text))).toEqual([]);
    expect(told.filter(({ text }) => !JAPANESE.test(text))).toEqual([]);
    expect(words('en').filter(({ text }) => JAPANESE.test(text))).toEqual([]);
  });

  test('ends failures and refusals as sentences, once; what stands within another sentence has no end', () => {
    const ended = (of: string) => of.startsWith('refusal.') || (!of.includes('.') && of !== 'headline');
    const clause = (of: string) => of.startsWith('reason.') && of !== 'reason.recorded';

    for (const language of LANGUAGES) {
      const all = words(language);
      expect(all.filter(({ text }) => /\.\.|。。|。、|。;|\.;|: \./.test(text))).toEqual([]);
      expect(all.filter(({ of, text }) => clause(of) && /。$/.test(text))).toEqual([]);
      expect(
        all.filter(({ of, text }) => ended(of) && language === 'ja' && !/[。」)`\w]$/.test(text)),
      ).toEqual([]);
    }
  });
});

test('a failure is the same as an error, in its code and facts', () => {
  const error = failed('host-overloaded', { host }, { exitStatus: 3 });

  expect(error).toMatchObject({ code: 'host-overloaded', exitStatus: 3, facts: { host } });
  expect(failureIn('en', failureOf(error))).toEqual({ message: error.message, nextStep: error.nextStep });
  expect(failureIn('ja', failureOf(error)).message).toMatch(JAPANESE);
});

test('a failure of a code that has no words is shown as it was recorded', () => {
  const facts = { message: 'The disk is full.', nextStep: 'Make room.' };

  expect(failureIn('ja', { code: 'of-tomorrow', facts })).toEqual(facts);
  expect(failureIn('ja', { code: 'host-lost', facts })).toEqual(facts);
});
