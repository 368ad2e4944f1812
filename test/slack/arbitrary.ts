import fc from 'fast-check';
import { CAUSES, type Diagnosis, type Plan, STAGES } from '../../src/analyzer/model/index.ts';
import type { WorkflowMessage } from '../../src/texts/index.ts';
import type { StoredEvent, TriageEvent } from '../../src/triage/index.ts';

/** Text as a hostile or broken host could send it: mentions, fences, controls, direction marks, very long lines. */
export const foreignText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '<!channel> <@U0123ABC> <#C1|x> <http://evil.example|click>',
    '```\n*out* `of` the block\n```',
    '& < > &lt;!here&gt; @channel @here',
    '\u001b[31mred\u001b[0m \u202e drowssap \u0000 \ud800',
    'x'.repeat(9_000),
    `${'&<>`'.repeat(2_000)}`,
    'line\n'.repeat(3_000),
    '',
  ),
);

const plan: fc.Arbitrary<Plan> = fc.record({
  hash: foreignText,
  restsOn: fc.dictionary(foreignText, foreignText, { maxKeys: 2 }),
  steps: fc.array(
    fc.record({
      id: foreignText,
      change: fc.constant({
        kind: 'sysctl' as const,
        key: 'net.ipv4.conf.eth1.rp_filter',
        before: '1',
        after: '2',
      }),
      do: fc.array(foreignText, { maxLength: 6 }),
      undo: fc.array(foreignText, { maxLength: 6 }),
      check: fc.array(foreignText, { maxLength: 2 }),
    }),
    { maxLength: 30 },
  ),
  files: fc.array(fc.record({ path: foreignText, before: fc.option(foreignText), after: foreignText }), {
    maxLength: 12,
  }),
  blastRadius: fc.array(fc.record({ flow: foreignText, before: foreignText, after: foreignText }), {
    maxLength: 40,
  }),
  flowsConsidered: fc.nat(5_000),
});

const witness = fc.record({
  says: fc.constantFrom('accepts' as const, 'refuses' as const, 'unknown' as const),
  detail: foreignText,
});

/** Any diagnosis that the schema allows, with foreign text wherever there is text. */
const anyDiagnosis: fc.Arbitrary<Diagnosis> = fc.record(
  {
    schema: fc.constant('roundtrip.diagnosis/1' as const),
    cause: fc.constantFrom(...CAUSES),
    stage: fc.option(fc.constantFrom(...STAGES)),
    certainty: fc.constantFrom('proven' as const, 'likely' as const, 'open' as const),
    scope: fc.constantFrom('host' as const, 'round-trip' as const),
    headline: foreignText,
    explanation: foreignText,
    flow: fc.record({
      to: foreignText,
      interface: foreignText,
      protocol: fc.constantFrom('icmp' as const, 'tcp' as const, 'udp' as const),
    }),
    stages: fc.array(
      fc.record({
        stage: fc.constantFrom(...STAGES),
        status: fc.constantFrom(
          'passed' as const,
          'stopped' as const,
          'would-stop' as const,
          'unknown' as const,
        ),
        because: foreignText,
        evidence: fc.array(fc.constantFrom('capture', 'rules'), { maxLength: 3 }),
      }),
      { maxLength: 14 },
    ),
    next: fc.array(fc.constantFrom(...CAUSES), { maxLength: 5 }),
    witnesses: fc.record({ model: witness, kernel: witness, counters: witness, capture: witness }),
    settles: foreignText,
    evidence: fc.array(
      fc.record({ id: fc.constantFrom('capture', 'rules', 'x'), command: foreignText, output: foreignText }),
      { maxLength: 14 },
    ),
    remedies: fc.array(
      fc.record(
        {
          id: fc.constantFrom('policy-routing' as const, 'loose-rp-filter' as const),
          recommended: fc.boolean(),
          outcome: fc.constantFrom('repairs' as const, 'does-not-repair' as const, 'depends' as const),
          on: foreignText,
          because: foreignText,
          risks: fc.array(foreignText, { maxLength: 5 }),
          gateway: fc.record({
            address: foreignText,
            sources: fc.array(foreignText, { maxLength: 5 }),
            assumed: fc.boolean(),
          }),
          asks: fc.record({
            what: fc.constant('gateway' as const),
            candidates: fc.array(foreignText, { maxLength: 9 }),
            question: foreignText,
          }),
          refused: foreignText,
          plan,
        },
        { requiredKeys: ['id', 'recommended', 'outcome', 'because', 'risks'] },
      ),
      { maxLength: 4 },
    ),
    remarks: fc.array(foreignText, { maxLength: 8 }),
  },
  {
    requiredKeys: [
      'schema',
      'cause',
      'stage',
      'certainty',
      'scope',
      'headline',
      'explanation',
      'flow',
      'stages',
      'next',
      'witnesses',
      'evidence',
      'remedies',
      'remarks',
    ],
  },
) as fc.Arbitrary<Diagnosis>;

const byAnyone = fc.constantFrom('slack:U1', 'slack:U2', 'cli:root@laptop', 'system');
const iso = fc.constantFrom('2026-11-22T02:17:49.000Z', 'not a date');

/** What an event says: words that were recorded as they stand, a host's own, and a message within a message. */
const foreignWords: fc.Arbitrary<WorkflowMessage> = fc.oneof(
  foreignText.map((text) => ({ key: 'reason.recorded' as const, text })),
  fc.tuple(foreignText, foreignText).map(([host, said]) => ({
    key: 'outcome.unchanged' as const,
    because: { key: 'reason.host-said', host, said },
  })),
);

const laterEvent: fc.Arbitrary<TriageEvent> = fc.oneof(
  fc.record({ kind: fc.constant('progress' as const), said: foreignWords }),
  fc.record({
    kind: fc.constant('diagnosed' as const),
    diagnosis: anyDiagnosis,
    final: fc.boolean(),
    transcripts: fc.array(fc.record({ host: foreignText, text: foreignText }), { maxLength: 2 }),
  }),
  fc.record({
    kind: fc.constant('failed' as const),
    code: foreignText,
    facts: fc.record({ message: foreignText, nextStep: foreignText }),
  }),
  fc.record({ kind: fc.constant('stopped' as const), by: byAnyone }),
  fc.record({
    kind: fc.constant('remedy-chosen' as const),
    by: byAnyone,
    remedy: fc.constantFrom('policy-routing' as const, 'loose-rp-filter' as const),
    plan,
    minimum: fc.nat(5),
    approvers: fc.array(fc.string(), { maxLength: 3 }),
    expiresAt: iso,
  }),
  fc.record({
    kind: fc.constant('approved' as const),
    by: byAnyone,
    planHash: foreignText,
    self: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('rejected' as const), by: byAnyone, reason: foreignText }),
  fc.constant({ kind: 'expired' as const }),
  fc.constant({ kind: 'expiry-near' as const }),
  fc.record({ kind: fc.constant('packet-awaited' as const), until: iso }),
  fc.record({ kind: fc.constant('wait-extended' as const), by: byAnyone, until: iso }),
  fc.record({ kind: fc.constant('apply-started' as const), planHash: foreignText, attempt: fc.nat(3) }),
  fc.record({ kind: fc.constant('undo-armed' as const), seconds: fc.nat(600), method: foreignText }),
  fc.record({ kind: fc.constant('confirmation-awaited' as const), until: iso, said: foreignWords }),
  fc.record({ kind: fc.constant('confirmed-by-person' as const), by: byAnyone }),
  fc.record({
    kind: fc.constant('verified' as const),
    ok: fc.boolean(),
    how: fc.constantFrom('probe' as const, 'capture' as const, 'person' as const),
    said: foreignWords,
  }),
  fc.record({ kind: fc.constant('committed' as const), said: foreignWords }),
  fc.record({ kind: fc.constant('rolled-back' as const), said: foreignWords }),
  fc.record({ kind: fc.constant('apply-refused' as const), said: foreignWords }),
  fc.record({ kind: fc.constant('outcome-unknown' as const), said: foreignWords }),
  fc.record({ kind: fc.constant('undone' as const), by: byAnyone, said: foreignWords }),
);

/** Any history of a triage that begins with its request. */
export const anyHistory: fc.Arbitrary<StoredEvent[]> = fc
  .tuple(foreignText, foreignText, fc.array(laterEvent, { maxLength: 9 }))
  .map(([host, interfaceName, later]) =>
    stored([
      {
        kind: 'requested',
        by: 'slack:U1',
        origin: { kind: 'slack', channel: 'C1' },
        request: { host, interface: interfaceName, protocol: 'icmp' },
      },
      ...later,
    ]),
  );

/** Events as they would stand in the store, one a second. */
function stored(events: readonly TriageEvent[], triage = 'T0123456789'): StoredEvent[] {
  return events.map((event, index) => ({
    triage,
    sequence: index + 1,
    at: new Date(Date.UTC(2026, 10, 22, 2, 17, index)).toISOString(),
    event,
    hash: String(index + 1),
    previousHash: String(index),
  }));
}
