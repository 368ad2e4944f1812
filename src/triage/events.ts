import { z } from 'zod';
import { Cause, Certainty, HostFinding, Protocol, Recheck, RemedyId } from '../analyzer/model/index.ts';
import type { WorkflowMessage } from '../texts/index.ts';
import { upToDate } from './old-events.ts';
import { RecordedDiagnosis, RecordedPlan } from './recorded.ts';
import { redacted } from './redact.ts';

/** `T` and 10 characters of Crockford's base 32: sorts by time, short enough to read aloud. */
export const TriageId = z.string().regex(/^T[0-9A-HJKMNP-TV-Z]{10}$/);
export type TriageId = z.infer<typeof TriageId>;

/**
 * Who did it: `slack:U0123`, `cli:root@laptop`, an alert by its fingerprint (`alert:5ef77f1f8a3ecfa5`), a program that asks by
 * itself (`agent:triage-helper`), `system`. Compared as text, never guessed from a display name.
 */
export const Actor = z
  .string()
  .regex(/^(slack:[A-Z0-9]+|cli:[^\s]+@[^\s]+|alert:[A-Za-z0-9_-]{1,64}|agent:[A-Za-z0-9._-]{1,64}|system)$/);
export type Actor = z.infer<typeof Actor>;

/** Who it was, and what the chat called them then: shown beside the ID, and never compared. */
const Person = { by: Actor, name: z.string().max(120).optional() };

/**
 * What is said with an event, as a key and parameters that the compiler checked when it was made: the thread can be read in any
 * language. An event of version 2 or before holds a sentence in the place of it (`upToDate`).
 */
const Words = z.looseObject({ key: z.string() }) as unknown as z.ZodType<WorkflowMessage>;

/** Where the triage was asked for, and so where its thread is. */
export const Origin = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('slack'), channel: z.string(), threadTs: z.string().optional() }),
  z.object({ kind: z.literal('cli') }),
]);
export type Origin = z.infer<typeof Origin>;

/** Who sends the probe: a host of the inventory (its side is looked at too), or an address that is only awaited. */
export const Sender = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('host'), host: z.string() }),
  z.object({ kind: z.literal('address'), address: z.string() }),
]);
export type Sender = z.infer<typeof Sender>;

/** What was asked: "does `interface` of `host` answer?". */
export const TriageRequest = z.object({
  host: z.string(),
  interface: z.string(),
  from: Sender.optional(),
  to: z.string().optional(),
  protocol: Protocol,
  port: z.number().int().optional(),
  /** Seconds to wait for a packet; absent = the configuration's `capture.seconds` after a probe, else `capture.wait`. */
  waitSeconds: z.number().optional(),
  /** Asked by a machine: only the host's state is read, no probe is sent and no packet waited for, until a person takes over. */
  lookOnly: z.literal(true).optional(),
  /** Why an agent asks for a change, in its own words. */
  reason: z.string().max(200).optional(),
  /** Gateway that a person named for policy routing. */
  gateway: z.string().optional(),
  /** Other interfaces of the host to repair in the same change: these, or all that the same cause stops. */
  also: z.union([z.literal('affected'), z.array(z.string())]).optional(),
});
export type TriageRequest = z.infer<typeof TriageRequest>;

/**
 * The console that somebody pasted instead of letting the bot look: no host was reached for it, and nothing can be applied.
 * `sha256` (hex) is of its UTF-8 text, which stands with the diagnosis.
 */
export const Paste = z.object({ bytes: z.number().int(), sha256: z.string() });
export type Paste = z.infer<typeof Paste>;

/** A host of a scan: what its addresses would do, or the code and facts of why it could not be read. */
export const ScannedHost = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), host: z.string(), finding: HostFinding }),
  z.object({
    kind: z.literal('failed'),
    host: z.string(),
    failure: z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }),
  }),
]);
export type ScannedHost = z.infer<typeof ScannedHost>;

/** Why an approval, or another wish, was refused. */
export const RefusalCode = z.enum([
  'asker-may-not-approve',
  'not-an-approver',
  'nobody-can-approve',
  'already-approved-by-you',
  'expired',
  'settled',
  'stale-plan',
  'not-offered',
  'observe-only',
  'key-changed',
  'frozen',
  'shadow',
  'locked',
  'not-your-triage',
  'signature-missing',
  'ticket-missing',
  'ticket-unfit',
  'host-not-typed',
  'group-changed',
  'policy-refuses',
]);
export type RefusalCode = z.infer<typeof RefusalCode>;

/**
 * What happened to one triage. The list of these is the audit trail, and the triage's state is their fold.
 * Kinds and fields are never renamed: old trails must stay readable.
 */
export const TriageEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('requested'),
    ...Person,
    origin: Origin,
    request: TriageRequest,
    paste: Paste.optional(),
    /** The language of whoever asked, as an IETF tag. */
    language: z.string().max(16).optional(),
  }),
  /** A step of work that takes time, for who watches. */
  z.object({ kind: z.literal('progress'), said: Words }),
  /** First from the state alone (`final: false`), then with packets; each replaces the one before. */
  z.object({
    kind: z.literal('diagnosed'),
    diagnosis: RecordedDiagnosis,
    final: z.boolean(),
    /** What was heard, as collected, by inventory host: what `explain` reads. */
    transcripts: z.array(z.object({ host: z.string(), text: z.string() })),
    /** Kinds of secrets that stood in what was heard, and that were left out before it was recorded. */
    leftOut: z.array(z.string()).optional(),
  }),
  /** Packets are captured, and a person has to send one, until then (ISO 8601). */
  z.object({ kind: z.literal('packet-awaited'), until: z.string() }),
  /** Someone needs more time to send one: it is waited for until then. */
  z.object({ kind: z.literal('wait-extended'), ...Person, until: z.string() }),
  /** Code and facts of the failure; the catalogue has its sentences. */
  z.object({ kind: z.literal('failed'), code: z.string(), facts: z.record(z.string(), z.unknown()) }),
  z.object({ kind: z.literal('stopped'), ...Person }),
  z.object({ kind: z.literal('gateway-named'), ...Person, gateway: z.string() }),
  /** Someone wants a probe sent from that host of the inventory: the diagnosis is made again. */
  z.object({ kind: z.literal('probe-asked'), ...Person, host: z.string() }),
  /** A newer triage of the same interface was begun in the same channel: the messages of this one say so. */
  z.object({ kind: z.literal('superseded'), triage: TriageId }),
  /** The alert that asked for it is over. */
  z.object({ kind: z.literal('alert-resolved'), ...Person }),
  /** Someone wants the host looked at again, with the same question. */
  z.object({ kind: z.literal('look-asked'), ...Person }),
  /** Someone says whether the verdict was right; of a wrong one, what the cause was and what was seen. */
  z.object({
    kind: z.literal('verdict-judged'),
    ...Person,
    right: z.boolean(),
    /** What was judged: the cause and certainty that were shown. */
    shown: z.object({ cause: Cause, certainty: Certainty }),
    cause: Cause.optional(),
    words: z.string().max(400).optional(),
  }),
  /** Someone wants the other interfaces that the same cause stops repaired in the same change: they are looked at too. */
  z.object({ kind: z.literal('others-included'), ...Person }),
  /** Someone wants this remedy applied: approval is asked for. */
  z.object({
    kind: z.literal('remedy-chosen'),
    ...Person,
    remedy: RemedyId,
    plan: RecordedPlan,
    /** Approvals needed, and the users and groups that may give them. */
    minimum: z.number().int(),
    approvers: z.array(z.string()),
    /** ISO 8601. */
    expiresAt: z.string(),
    /** The host's group as it was then (null: none): its rules are those that were asked for. */
    group: z.string().nullable().optional(),
  }),
  z.object({ kind: z.literal('approval-refused'), ...Person, because: RefusalCode, said: Words }),
  z.object({
    kind: z.literal('approved'),
    ...Person,
    planHash: z.string(),
    self: z.boolean(),
    /** The reason for which the waiting for others was skipped, where the configuration allows that. */
    breakGlass: z.string().optional(),
    /** What a host that verifies approvals by itself is shown: base64url, the inside of ssh-keygen's signature. */
    signature: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,8000}$/)
      .optional(),
    /** The change ticket that was named with it. */
    ticket: z.string().max(64).optional(),
    /** The approver typed the host's name. */
    hostTyped: z.literal(true).optional(),
  }),
  z.object({ kind: z.literal('rejected'), ...Person, reason: z.string().optional() }),
  /** The request for approval expires soon, and that was said in the thread. */
  z.object({ kind: z.literal('expiry-near') }),
  z.object({ kind: z.literal('expired') }),
  z.object({ kind: z.literal('apply-started'), planHash: z.string(), attempt: z.number().int() }),
  /** The undo that fires by itself is armed on the host: after `seconds`, by `method` (systemd-run, detached process). */
  z.object({ kind: z.literal('undo-armed'), seconds: z.number(), method: z.string() }),
  z.object({
    kind: z.literal('applied'),
    transcript: z.string(),
    /** The host's ssh-keygen cannot verify who approved it: the signatures were checked by the bot alone. */
    verifier: z.literal('bot').optional(),
  }),
  /** Waiting for evidence from a real client or for the asker's word, until `until` (ISO 8601). */
  z.object({ kind: z.literal('confirmation-awaited'), until: z.string(), said: Words }),
  z.object({ kind: z.literal('confirmed-by-person'), ...Person }),
  z.object({
    kind: z.literal('verified'),
    ok: z.boolean(),
    how: z.enum(['probe', 'capture', 'person']),
    said: Words,
    diagnosis: RecordedDiagnosis.optional(),
  }),
  z.object({ kind: z.literal('committed'), said: Words }),
  z.object({ kind: z.literal('rolled-back'), said: Words }),
  /** Nothing was changed: what the plan rests on had changed, or the host would not. */
  z.object({ kind: z.literal('apply-refused'), said: Words }),
  /** The host could not be asked what became of the change; its own undo timer decides. */
  z.object({ kind: z.literal('outcome-unknown'), said: Words }),
  /** Someone who may wants a committed fix kept after a restart; it begins when as many as had to approve want it. */
  z.object({ kind: z.literal('permanence-asked'), ...Person, self: z.boolean() }),
  /** The undo of the files is armed, and they are written: `transcript` shows them. */
  z.object({ kind: z.literal('files-written'), paths: z.array(z.string()), transcript: z.string() }),
  /** The files are verified and kept: the fix lasts. */
  z.object({ kind: z.literal('made-permanent'), paths: z.array(z.string()), said: Words }),
  /** No file of it stands there: the fix lasts until the next restart. */
  z.object({ kind: z.literal('permanence-failed'), said: Words }),
  /** Someone wants a committed fix looked at again. */
  z.object({ kind: z.literal('recheck-asked'), ...Person }),
  /**
   * A committed fix was looked at again, for whoever asked or (`system`) on the schedule of `apply.watch`, which records only what
   * differs from what was recorded before. Nothing was changed.
   */
  z.object({
    kind: z.literal('rechecked'),
    ...Person,
    found: Recheck,
    /** What stops the flow now, where it is stopped. */
    diagnosis: RecordedDiagnosis.optional(),
  }),
  /** Someone who may wants a committed fix rolled back; it begins when as many as had to approve want it. */
  z.object({
    kind: z.literal('undo-asked'),
    ...Person,
    self: z.boolean(),
    /** By who asked for the fix, to whom the configuration leaves that: it waits for nobody else. */
    alone: z.literal(true).optional(),
  }),
  /** Someone who may not undo a committed fix wants those who may asked to do it. */
  z.object({ kind: z.literal('undo-wanted'), ...Person }),
  /** It was not rolled back: the fix stands as it was. */
  z.object({ kind: z.literal('undo-failed'), said: Words }),
  /** A committed fix was rolled back later, because a person asked for it. */
  z.object({ kind: z.literal('undone'), ...Person, said: Words.optional() }),
  /** Nothing is applied from now on, on no host; and again it is. They stand in a log of their own (`FREEZES`). */
  z.object({ kind: z.literal('frozen'), ...Person, reason: z.string().max(400) }),
  z.object({ kind: z.literal('unfrozen'), ...Person, reason: z.string().max(400) }),
  /** An agent called a tool of `roundtrip mcp`, with this input (JSON). These stand in a log of their own (`CALLS`). */
  z.object({
    kind: z.literal('agent-called'),
    ...Person,
    tool: z.string().max(64),
    input: z.string().max(2000),
  }),
  /** Another key signs from this event on (Ed25519, SPKI in base64). These stand in a log of their own (`KEY_CHANGES`). */
  z.object({ kind: z.literal('key-changed'), ...Person, key: z.string().max(200) }),
  /** A message is out of reach: it was deleted, or nothing can be said in its place. Slack's code says why; all else goes on. */
  z.object({ kind: z.literal('message-lost'), slot: z.string().max(64), reason: z.string().max(64) }),
  /** Someone wants whole hosts looked at, without a probe: the first event of a log of its own, in which nothing is ever changed. */
  z.object({
    kind: z.literal('scan-requested'),
    ...Person,
    origin: Origin,
    /** What was asked for: a host, a group, or `all`. */
    words: z.string().max(400),
    hosts: z.array(z.string()).max(50_000),
    language: z.string().max(16).optional(),
    /** Of the schedule: told of only as far as something differs from that scan, where there was one. */
    schedule: z.object({ before: TriageId.optional() }).optional(),
  }),
  /** Hosts of a scan that are done; each stands in one such event alone. */
  z.object({ kind: z.literal('hosts-scanned'), results: z.array(ScannedHost) }),
  /** All its hosts are done. */
  z.object({ kind: z.literal('scan-ended') }),
  /** The schedule began a scan; these stand in a log of their own (`SCHEDULE`). */
  z.object({ kind: z.literal('scan-begun'), scan: TriageId }),
  /** What the `events` before this one said was removed, and stands in an archive alone; their hashes and signatures stay. */
  z.object({
    kind: z.literal('pruned'),
    ...Person,
    events: z.number().int(),
    /** SHA-256 (hex) of the archive. */
    archive: z.string().regex(/^[0-9a-f]{64}$/),
    /** Where it was written to; earlier versions did not say so. */
    file: z.string().max(4096).optional(),
  }),
]);
export type TriageEvent = z.infer<typeof TriageEvent>;

/**
 * An event of a later version of this program: kept, shown and counted in the chain, and of no effect on the state. It is
 * read and never written.
 */
type UnknownEvent = { kind: 'unknown'; recorded: unknown };

/** What has the host looked at anew. */
const ASKS_AGAIN: readonly StoredEvent['event']['kind'][] = [
  'gateway-named',
  'probe-asked',
  'others-included',
  'look-asked',
];

/** Whether an event starts a new look. */
export function asksAgain({ kind }: Pick<StoredEvent['event'], 'kind'>): boolean {
  return ASKS_AGAIN.includes(kind);
}

/**
 * Version of the events that are written. Events of version 1 carry no version; what they keep of a diagnosis and of a plan
 * are English sentences, where version 2 keeps codes and parameters. Version 3 keeps those of everything else that is said too.
 */
const VERSION = 3;

/** The text that is stored for an event, and that its hash is made of. No secret that looks like one gets into it. */
export function writeEvent(event: TriageEvent): string {
  const { value, leftOut } = redacted(TriageEvent.parse(event));
  if (value.kind !== 'diagnosed') return JSON.stringify({ version: VERSION, ...value });
  const kinds = [...new Set([...(value.leftOut ?? []), ...leftOut])].sort();
  return JSON.stringify({ version: VERSION, ...value, ...(kinds.length === 0 ? {} : { leftOut: kinds }) });
}

/** The event that a stored text holds, of whatever version. */
export function readEvent(text: string): StoredEvent['event'] {
  const recorded = parseJson(text);
  const read = TriageEvent.safeParse(upToDate(recorded));
  return read.success ? read.data : { kind: 'unknown', recorded };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An event as it stands in the store. */
export type StoredEvent = {
  triage: TriageId;
  /** 1, 2, 3 … unique per triage. */
  sequence: number;
  /** ISO 8601, UTC. */
  at: string;
  event: TriageEvent | UnknownEvent;
  /** SHA-256, hex, over this event and `previousHash`. */
  hash: string;
  previousHash: string;
};
