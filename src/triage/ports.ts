import type { DiagnoseInput } from '../analyzer/index.ts';
import type { Cause, Diagnosed, Observation, Plan } from '../analyzer/model/index.ts';
import type { TicketRule, Unlock } from '../config/index.ts';
import type { FailedRun } from '../texts/failures/index.ts';
import type { ProgressMessage, RefusalMessage } from '../texts/index.ts';
import type {
  Actor,
  Origin,
  RefusalCode,
  StoredEvent,
  TriageEvent,
  TriageId,
  TriageRequest,
} from './events.ts';
import type { TriageState } from './state.ts';

/** Work that a worker does for a triage. Jobs are enqueued in the transaction of the event that makes them due. */
export type Job = {
  kind:
    | 'diagnose'
    | 'apply'
    | 'expire'
    | 'undo'
    | 'persist'
    | 'recheck'
    | 'watch'
    | 'scan'
    | 'scheduled-scan'
    | 'project';
  triage: TriageId;
  /** Not before this moment. */
  startAfter?: Date;
  /** Of `watch`: when the fix was seen to stand last (ISO 8601). */
  stoodAt?: string;
};

/**
 * Something that came from outside and may come again: recorded once under its key, and not at all once the signal has
 * aborted, since whoever sent it is told then that nothing was recorded.
 */
export type Delivery = {
  once: string;
  signal?: AbortSignal;
  /** What it uses up (a button): another delivery that would use the same is refused. It is remembered until that moment. */
  uses?: { key: string; until: Date };
  /** What the chat calls who did it. */
  name?: string | undefined;
  /** The language of who did it, as an IETF tag. */
  language?: string | undefined;
};

/** The events, in PostgreSQL: append-only, hash-chained. */
export type EventStore = {
  /**
   * Appends events and enqueues jobs in one transaction. `expected` is the sequence of the last event that the
   * caller has seen (0 for a new triage); another writer's event in between makes it `conflict`, and nothing is written.
   * Without events, only the jobs are enqueued. A `delivery` is marked in the same transaction: one that was recorded
   * before is `duplicate`, and nothing is written.
   */
  append(
    triage: TriageId,
    expected: number,
    events: readonly TriageEvent[],
    jobs?: readonly Job[],
    delivery?: Delivery,
  ): Promise<
    | { kind: 'appended'; events: StoredEvent[] }
    | { kind: 'conflict' }
    /** Another delivery of the same was recorded for that triage. */
    | { kind: 'duplicate'; triage: TriageId }
    /** What the delivery would use up was used up before. */
    | { kind: 'used' }
  >;
  /** Events of one triage, oldest first; empty where it does not exist. */
  read(triage: TriageId): Promise<StoredEvent[]>;
  /** The same, for whoever changes a host by them: throws `audit-event-foreign` where something else than Roundtrip wrote one of them. */
  readOwn(triage: TriageId): Promise<StoredEvent[]>;
  /** The triages that were asked for last, newest first. */
  newest(limit: number): Promise<TriageId[]>;
  /** The triages whose newest change was chosen, stands or may stand, newest first; some may have come to rest since. */
  unsettled(limit: number): Promise<TriageId[]>;
  /** The triages in which a verdict was judged, oldest first. */
  judged(): Promise<TriageId[]>;
  /** The database's clock. What is decided by the time is decided by this one: it is the same for every process. */
  now(): Promise<Date>;
  /** Calls back once this process has recorded something, with the newest sequence and what was recorded; returns how to end it. */
  onAppended(
    listener: (triage: TriageId, sequence: number, recorded: readonly StoredEvent[]) => void,
  ): () => void;
  /** Calls back (at least once, any process's events) after each append; returns how to end it. */
  subscribe(listener: (triage: TriageId, sequence: number) => void): Promise<() => Promise<void>>;
};

/**
 * The queue. A handler that throws is retried with a growing delay; a worker that dies is replaced. One job of a kind
 * and triage runs at a time, anywhere. `givenUp` is told of a job whose retries have ended, with the last reason.
 */
export type Queue = {
  work(
    kind: Job['kind'],
    handler: (job: Job, signal: AbortSignal) => Promise<void>,
    givenUp?: (job: Job, reason: string) => Promise<void>,
  ): Promise<void>;
  /** How much waits and is worked on, of each kind, by all processes. */
  depth(): Promise<QueueDepth[]>;
  /** Ends taking jobs and waits for those under way. */
  stop(): Promise<void>;
};

/** Jobs of a kind that are due, those that are worked on, and for how long the oldest of the first has been due. */
export type QueueDepth = { kind: Job['kind']; waiting: number; active: number; oldestSeconds?: number };

/** A lease on a host, so that one change at a time is made there. It lapses by itself. */
export type Leases = {
  /** Runs `work` while holding the lease; `held` where another holds it. The signal aborts when the lease is lost. */
  withLease<T>(
    name: string,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<{ kind: 'done'; value: T } | { kind: 'held' }>;
};

/** Tells presses that were seen before, where nothing is recorded of them: Slack delivers some things twice. */
export type Dedup = {
  /** true the first time within a day that a key is seen, by any process. */
  once(key: string): Promise<boolean>;
  /** Whether a delivery of that key, or what it used up, was recorded. */
  seen(key: string): Promise<boolean>;
  /** The triage that was recorded for that key; undefined where nothing was, or is not remembered any more. */
  triageOf(key: string): Promise<TriageId | undefined>;
};

/** Keys that all replicas share, and that outlive them. */
export type Keys = {
  /** 32 random bytes, the same for every process that asks for that name. */
  key(name: string): Promise<Uint8Array>;
};

/** Where the messages of a triage stand in Slack, so that any replica can go on with them. */
export type Postings = {
  /** `slot` names the message: `card`, `verdict`, `approval`, `result`, `ask:U0123` … */
  find(triage: TriageId, slot: string): Promise<Posting | undefined>;
  list(triage: TriageId): Promise<Posting[]>;
  save(triage: TriageId, posting: Posting): Promise<void>;
};
export type Posting = {
  slot: string;
  channel: string;
  /** Slack's ts. */
  ts: string;
  /** Digest of what was last shown there: an update that changes nothing is not sent. */
  digest: string;
};

/** What is to be watched on a host. */
export type Watch = {
  /** Inventory name. */
  host: string;
  interface: string;
  /** Inventory host that sends the probe and is looked at too. */
  probeFrom?: string;
  /** Address that is expected to send. */
  fromAddress?: string;
  to?: string;
  /** A gateway that a person has named: whether it answers on the interface's link is looked for. */
  gateway?: string;
  protocol: 'icmp' | 'tcp' | 'udp';
  port?: number;
  /**
   * The capture ends so many seconds after the probe was started, or as soon as the probe's fate is known; without a prober
   * after so many seconds or packets of the flow.
   */
  seconds: number;
  packets: number;
  /** No packets are captured, on neither side: the host's state, and whether a probe is answered. */
  stateOnly?: true;
};

/** What was heard: the asked host, and the peer where the probe came from an inventory host. */
export type Watched = {
  observation: Observation;
  peer?: Observation;
  /** The address that was asked (`to`, else the interface's first IPv4, else first global IPv6 address), where it has one. */
  to?: string;
  /** The sender's address: the peer's own, or the one expected or seen. */
  from?: string;
  transcripts: { host: string; text: string }[];
};

/**
 * What undoing a change came to. `nothing`: nothing of it was there; `left`: what stands in its place and is somebody else's, as the
 * host prints it. `failed`: why, in the words of the host's own program.
 */
type UndoneOnHost =
  | { kind: 'undone'; nothing?: true; left?: readonly string[] }
  | { kind: 'failed'; said: string };

/** What the host says of a change that was applied there under a triage's id. */
export type ChangeOnHost =
  | { kind: 'none' }
  | { kind: 'applied'; armed: boolean; undoInSeconds?: number }
  | { kind: 'undone'; because: string }
  /** Its undo has begun and is not done: the host tries again by itself. */
  | { kind: 'undoing'; because: string }
  | { kind: 'confirmed' };

/** What a host says of a kept change, part by part, and of what may have taken it away. */
export type PartsOnHost = {
  /** One for each step that was asked about; `instead`: what stands in the place of one that is gone. */
  steps: readonly { standing: 'there' | 'gone' | 'unseen'; instead: readonly string[] }[];
  /** Our own program there has undone it, and why. */
  undone?: string;
  /** Seconds since the host was started. */
  uptime: number;
  journal: 'read' | 'none' | 'unread';
  /** Lines of its journal that may have to do with it, oldest first. */
  traces: readonly { secondsAgo: number; identifier: string; text: string }[];
};

/** What approvers have signed, for a host that verifies it by itself (`approvalText`). */
export type SignedApproval = {
  /** Hash of the plan. */
  plan: string;
  /** Seconds since the epoch. */
  expires: number;
  /** The inside of what ssh-keygen writes, in base64url without padding. */
  signatures: readonly string[];
  /** The signatures were checked here already: a host that cannot do so itself needs to know. */
  checked?: true;
};

/** The hosts, over SSH. Every failure is a RoundtripError with exit status 3 (or 2 for what the asker got wrong). */
export type Hosts = {
  /** Collects and captures over a new connection. `onState` is called once, early: what the state alone tells is read when it is asked for (undefined: the host has no such interface, which the look itself tells). */
  watch(
    watch: Watch,
    options?: {
      signal?: AbortSignal;
      onProgress?: (said: ProgressMessage) => void;
      /** Called once, when every side is logged in to. */
      onConnected?: () => void;
      onState?: (early: () => Watched | undefined) => void;
      /**
       * Called where a person has to send, once packets are captured: that goes on for the watch's `seconds` from then, and
       * with `hold` for so many seconds from when it is called, where these are more.
       */
      onWaiting?: (hold: (seconds: number) => void) => void;
    },
  ): Promise<Watched>;
  /**
   * Arms the undo, then makes the plan's changes; all or nothing. `refused` = nothing was changed (`takenBack`: it was begun, and undone at once); `held` = another
   * triage's change stands there that is neither confirmed nor undone. `undoAfter` in seconds.
   */
  apply(
    host: string,
    triage: TriageId,
    plan: Plan,
    undoAfter: number,
    approval?: SignedApproval,
  ): Promise<
    /** `verifier`: the host could not verify who has signed, and takes our word for it. */
    | { kind: 'applied'; undoMethod: string; transcript: string; verifier?: 'bot' }
    | { kind: 'refused'; reason: string; transcript: string; takenBack?: true }
    | { kind: 'held'; by: string }
  >;
  /** Over a new connection: disarms the undo and keeps the change. */
  confirm(host: string, triage: TriageId): Promise<ChangeOnHost>;
  /** Undoes now; also a confirmed change, from its own record on the host or, where that is gone, from `plan`. */
  undo(host: string, triage: TriageId, plan: Plan): Promise<UndoneOnHost>;
  status(host: string, triage: TriageId): Promise<ChangeOnHost>;
  /** Looks what of a kept change is there, and what the host knows of the last `sinceSeconds`. Changes nothing. */
  recheck(
    host: string,
    triage: TriageId,
    plan: Pick<Plan, 'steps'>,
    sinceSeconds: number,
  ): Promise<PartsOnHost>;
};

/** What a host showed of itself, and the listing that it was read from. */
export type Surveyed = { observation: Observation; transcript: string };

export type SurveyOptions = { signal?: AbortSignal; onProgress?: (said: ProgressMessage) => void };

/** Looks at whole hosts, over SSH: one connection each, no probe and no capture. Fails as `Hosts` does. */
export type Surveyor = {
  survey(host: string, options?: SurveyOptions): Promise<Surveyed>;
};

/** The analyzer: observations in, diagnosis out, as codes and parameters. Pure and synchronous. */
export type Analyze = (input: DiagnoseInput) => Diagnosed;

/** Who may approve a change, and how. `expiresAfter` in milliseconds. */
type ApprovalPolicy = {
  /** Slack users and user groups; empty = nobody. */
  approvers: readonly string[];
  minimum: number;
  selfApproval: boolean;
  expiresAfter: number;
  /** Whoever runs the command line may approve there. */
  terminal: boolean;
  breakGlass: boolean;
  frozen: boolean;
  /** The host verifies by itself who has signed a change. */
  hostVerified?: boolean;
  /** Whoever approves types the host's name. */
  mistapGuard?: boolean;
};

/** Why changes of a group wait: how many of its verdicts were judged and right, and how many must have been. */
export type Lock = {
  /** null: the hosts of no group. */
  group: string | null;
  judged: number;
  right: number;
  verdicts: number;
  precision: number;
};

/** The rules of one host: its group's approval policy, and whether anything may be applied there at all. */
export type HostRules = ApprovalPolicy & {
  apply: boolean;
  /** Nothing is applied: it explains, and shows the plan. */
  shadow?: boolean;
  /** What the group's verdicts must have shown before anything is applied there. */
  unlock?: Unlock | undefined;
  /** They have not yet. */
  lock?: Lock | undefined;
  /** The host's group, where it has one. */
  group?: string | undefined;
  /** Inventory hosts that may send a probe to it, the usual one first; absent: any. */
  probeFrom?: readonly string[] | undefined;
  /** `store`: Slack gets the verdict and the ID only. */
  evidence?: 'thread' | 'store';
  /** Change tickets: whether one is required, and what it looks like. */
  ticket?: TicketRule;
  /** Whether a fix is kept after a restart; `ask` where it is not set. */
  persist?: 'ask' | 'always' | 'never';
  /** `asker`: who asked for a fix may undo it alone; `approver` where it is not set. */
  undo?: 'approver' | 'asker';
};

/** Those who can approve beside the askers, by the rules and the groups as they are now. */
export type UsableApprovers = {
  people: readonly Actor[];
  /** How many there are, whoever asks. */
  approvers: number;
  /** Groups whose members cannot be told: nobody can approve by way of them. */
  unread: readonly string[];
};

/** What an approver gives beside the yes. */
export type Given = {
  /** Of `approvalText`, where the host verifies it. */
  signature?: string | undefined;
  /** The change ticket. */
  ticket?: string | undefined;
  /** The host's name as the approver typed it, where the rules ask for that. */
  host?: string | undefined;
};

/** What a policy program is asked about a change. The plan's own fields stand beside it. */
export type PolicyQuestion = {
  schema: 'roundtrip.policy/1';
  stage: 'approval' | 'execution';
  triage: TriageId;
  host: string;
  group: string | null;
  interface: string;
  remedy: string;
  requestedBy: Actor;
  chosenBy: Actor;
  /** Approvals so far; at approval, the one that is asked about is the last. */
  approvals: readonly { by: Actor; self: boolean; breakGlass?: string; ticket?: string }[];
} & Plan;

/** Whole hosts that are looked at on a schedule. */
export type ScanSchedule = {
  /** What they are called together: the words of the configuration. */
  words: string;
  /** As they are at that moment. */
  hosts(): readonly string[];
  channel: string;
  /** The next moment of the schedule after that one. */
  next(after: Date): Date;
};

/** What the configuration says at the moment of asking, as the workflow needs it. */
export type Settings = {
  /** Throws a RoundtripError (exit status 2) for a host that is not in the inventory, and where the configuration cannot be read. */
  rulesFor(host: string): HostRules;
  /** `seconds` after a probe was started, `wait` where a person has to send; `packets` of the flow. */
  capture: { seconds: number; wait: number; packets: number };
  /** Milliseconds that an applied change waits for evidence where no probe can be sent. */
  confirmWithin: number;
  /** Who of those whose keys are known here has signed a text for that host; absent or undefined: no keys are. */
  signersOf?(
    host: string,
    text: string,
    signatures: readonly string[],
  ): Promise<readonly string[] | undefined>;
  /** How often a committed fix is looked at again, and for how long (ms); absent: never. */
  watch?: { every: number; for: number } | undefined;
  /** Inventory host that sends the probe where the asker names nobody. */
  probeFrom?: string | undefined;
  /** Whole hosts that are looked at on a schedule, and where what changed is told; absent: none are. */
  scan?: ScanSchedule | undefined;
  /** Everybody who may approve a change on some host. */
  approvers?(): readonly string[];
  /** Whether no packets are captured for that host. */
  stateOnly?(host: string): boolean;
  /** Asks the configured policy program; answers how it refused, where it did not agree. */
  askPolicy?(question: PolicyQuestion, signal?: AbortSignal): Promise<FailedRun | undefined>;
};

/** Who is in a user group of the chat. */
export type Directory = {
  /** Members of a group as actors, looked up now where `fresh`; undefined where it cannot be told (then nobody is, by way of that group). */
  groupMembers(group: string, options?: { fresh?: boolean }): Promise<readonly Actor[] | undefined>;
};

/** The answer to what a person asked for. A refusal says why. */
export type CommandResult =
  | { done: true; state: TriageState }
  | { done: false; because: RefusalCode | 'unknown-triage'; said: RefusalMessage };

/** The answer to who wants changes frozen, or that ended. */
export type FreezeResult = { done: true } | { done: false; said: RefusalMessage };

/** What people can do with triages: the one way in for Slack and the command line. A delivery counts once. */
export type Triages = {
  /** Records the request and enqueues the work; answers at once. */
  request(request: TriageRequest, by: Actor, origin: Origin, delivery?: Delivery): Promise<TriageState>;
  /** Records the wish to have whole hosts looked at, and enqueues the work; answers the scan's id at once. */
  requestScan(
    wish: { words: string; hosts: readonly string[] },
    by: Actor,
    origin: Origin,
    delivery?: Delivery,
  ): Promise<TriageId>;
  /** Records the diagnosis of a pasted console as a triage of its own, in which nothing else can happen. */
  recordPaste(
    pasted: { text: string; diagnosis: Diagnosed },
    by: Actor,
    origin: Origin,
    delivery?: Delivery,
  ): Promise<TriageState>;
  read(triage: TriageId): Promise<TriageState | undefined>;
  chooseRemedy(
    triage: TriageId,
    by: Actor,
    remedy: string,
    planHash: string,
    delivery?: Delivery,
  ): Promise<CommandResult>;
  nameGateway(triage: TriageId, by: Actor, gateway: string, delivery?: Delivery): Promise<CommandResult>;
  approve(
    triage: TriageId,
    by: Actor,
    planHash: string,
    delivery?: Delivery,
    given?: Given,
  ): Promise<CommandResult>;
  /** An approver's yes that waits for nobody else, where the policy allows that; the reason stands in the audit. */
  breakGlass(
    triage: TriageId,
    by: Actor,
    planHash: string,
    reason: string,
    delivery?: Delivery,
    given?: Given,
  ): Promise<CommandResult>;
  reject(
    triage: TriageId,
    by: Actor,
    planHash: string,
    reason: string | undefined,
    delivery?: Delivery,
  ): Promise<CommandResult>;
  /** "It works", said by the asker or an approver while confirmation is awaited. */
  confirmWorks(triage: TriageId, by: Actor, delivery?: Delivery): Promise<CommandResult>;
  /** Ends waiting for packets. */
  stop(triage: TriageId, by: Actor, delivery?: Delivery): Promise<CommandResult>;
  /** Waits another minute for a packet that a person has to send. */
  waitLonger(triage: TriageId, by: Actor, delivery?: Delivery): Promise<CommandResult>;
  /** Runs the diagnosis again with a probe from that host. */
  probeFrom(triage: TriageId, by: Actor, host: string, delivery?: Delivery): Promise<CommandResult>;
  /** Runs the diagnosis again with the same question. */
  lookAgain(triage: TriageId, by: Actor, delivery?: Delivery): Promise<CommandResult>;
  /** Records that the alert which asked for it is over; once. */
  noteResolved(triage: TriageId, by: Actor): Promise<void>;
  /** Records whether a verdict was right, in a person's word. */
  judgeVerdict(
    triage: TriageId,
    by: Actor,
    judged: { right: boolean; cause?: Cause; words?: string },
    delivery?: Delivery,
  ): Promise<CommandResult>;
  /** Runs the diagnosis again for the other interfaces too that the same cause stops: one change repairs them all. */
  includeOthers(triage: TriageId, by: Actor, delivery?: Delivery): Promise<CommandResult>;
  /** Has a committed fix kept after a restart, under the policy of its approval: once as many as had to approve have asked for it. */
  makePermanent(triage: TriageId, by: Actor, delivery?: Delivery): Promise<CommandResult>;
  /** Has nothing applied on any host until it is ended, at an approver's word; both with a reason. */
  changeFreeze(
    wish: { freeze: boolean; by: Actor; reason: string },
    delivery?: Delivery,
  ): Promise<FreezeResult>;
  /** Has a committed fix looked at again; whoever may ask may. Nothing is changed. */
  recheck(triage: TriageId, by: Actor, delivery?: Delivery): Promise<CommandResult>;
  /** Has the host asked at once, and not only in a while, what became of a change whose outcome is not known. */
  askHost(triage: TriageId): Promise<void>;
  /** Rolls a committed fix back, under the same policy: once as many as had to approve have asked for it. */
  undo(triage: TriageId, by: Actor, delivery?: Delivery): Promise<CommandResult>;
  /** Has those who may undo a committed fix asked to do so, in the name of somebody who may not. */
  requestUndo(triage: TriageId, by: Actor, delivery?: Delivery): Promise<CommandResult>;
  /** Who could approve in that triage beside those who asked, as of now; nobody where there is no such triage. */
  usableApprovers(triage: TriageId): Promise<UsableApprovers>;
};
