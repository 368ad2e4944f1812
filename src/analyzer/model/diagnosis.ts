import { z } from 'zod';
import { Flow } from './flow.ts';
import { Evidence } from './observation.ts';
import { Plan } from './plan.ts';
import { RemedyId } from './remedy-id.ts';

/** The stages of the round trip, in the order in which the packet meets them. */
export const STAGES = [
  'link',
  'neighbour-in',
  'wire-in',
  'prerouting',
  'source-validation',
  'input',
  'reply-route',
  'output',
  'neighbour-out',
  'wire-out',
  'upstream',
] as const;
export const StageName = z.enum(STAGES);
export type StageName = z.infer<typeof StageName>;

/** Cause codes are public: in the JSON, the audit log and the metrics. Never rename one. */
export const CAUSES = [
  'healthy',
  'inconclusive',
  'request-not-arriving',
  'interface-down',
  'address-missing',
  'wrong-prefix-length',
  'arp-flux',
  'arp-rejected-by-rp-filter',
  'duplicate-address',
  'firewall-rp-filter',
  'published-port-reverse-path',
  'conntrack-full',
  'strict-rp-filter',
  'no-return-route',
  'route-rejects',
  'source-is-own-address',
  'vrf-mismatch',
  'firewall-drop',
  'echo-ignored',
  'address-not-local',
  'reply-leaves-other-interface',
  'policy-rule-shadowed',
  'policy-table-empty',
  'main-rule-missing',
  'policy-rule-missing',
  'policy-table-hides-connected',
  'vpn-captures-reply',
  'duplicate-connected-prefix',
  'gateway-unreachable',
  'not-listening',
  'listen-queue-full',
  'arp-not-answered',
  'address-elsewhere',
  'neighbour-wrong',
  'bpf-or-tc-drop',
  'ipsec-policy',
  'reply-rate-limited',
  'sender-side',
  'packet-loss',
  'udp-source-mismatch',
  'mtu-blackhole',
  'answered-but-lost',
] as const;
export const Cause = z.enum(CAUSES);
export type Cause = z.infer<typeof Cause>;

/** What became of the packet at a stage. */
export const StageStatus = z.enum(['passed', 'stopped', 'would-stop', 'not-reached', 'unknown']);

/** What the model says of a stage that the packet never came to. */
export const StageWithoutArrival = z.enum(['would-pass', 'would-stop', 'unknown']);

/** One stage of the walk: what became of the packet there, why, and by which evidence (ids). */
export const StageReport = z.object({
  stage: StageName,
  status: StageStatus,
  because: z.string(),
  evidence: z.array(z.string()),
  /** The cause, where the stage stops the packet or would. */
  cause: Cause.optional(),
  /** Of a stage that was not reached: what the model says of it. */
  model: StageWithoutArrival.optional(),
});
export type StageReport = z.infer<typeof StageReport>;

/** A witness's answer to "does the host take the request and answer it?". */
export const WitnessSays = z.enum(['accepts', 'refuses', 'unknown']);

/** How sure a verdict is. */
export const Certainty = z.enum(['proven', 'likely', 'open']);

/** How far it reaches: the host alone, or the answer's way back to the sender as well. */
export const VerdictScope = z.enum(['host', 'round-trip']);

/** What one witness says about whether the host takes the request and answers it. */
const Witness = z.object({ says: WitnessSays, detail: z.string() });

const Witnesses = z.object({ model: Witness, kernel: Witness, counters: Witness, capture: Witness });

/** What comes of a remedy, by the walk with its plan applied. */
export const RemedyOutcome = z.enum(['repairs', 'does-not-repair', 'depends']);

const Gateway = z.object({
  address: z.string(),
  sources: z.array(z.string()),
  assumed: z.boolean(),
  /** Networks of the interface, where it is in none of them and a person has to check that. */
  outside: z.array(z.string()).optional(),
});

/** A remedy with its plan and what the walk with the plan applied says of it. */
export const Remedy = z.object({
  id: RemedyId,
  recommended: z.boolean(),
  outcome: RemedyOutcome,
  /** What it depends on, where the outcome is `depends`. */
  on: z.string().optional(),
  because: z.string(),
  /** Where it does not repair: the causes that would still stop the round trip. */
  // biome-ignore lint/suspicious/noThenProperty: the public contract's name
  then: z.array(Cause).optional(),
  /** What it costs or risks, one sentence each. */
  risks: z.array(z.string()),
  /** The gateway, how it is known, and whether a person must confirm it. */
  gateway: Gateway.optional(),
  /** Other interfaces that the plan repairs as well, with the gateway of each, where others were to be repaired too. */
  alongside: z.array(z.object({ interface: z.string(), gateway: Gateway.optional() })).optional(),
  /** Other interfaces that were to be repaired too, and are not part of the plan. */
  leftOut: z.array(z.object({ interface: z.string(), because: z.string() })).optional(),
  /** What must be asked first (the gateway is not known): no button until then. */
  asks: z
    .object({ what: z.literal('gateway'), candidates: z.array(z.string()), question: z.string() })
    .optional(),
  /** Why it is not offered although it would repair (it would cut the bot's own SSH, say). */
  refused: z.string().optional(),
  plan: Plan.optional(),
});
export type Remedy = z.infer<typeof Remedy>;

/** One way in which the case may be explained. */
const Candidate = z.object({
  cause: Cause,
  stage: StageName.nullable(),
  standing: z.enum(['leads', 'fits', 'contradicted']),
  for: z.array(z.string()),
  against: z.array(z.string()),
  assumes: z.array(
    z.object({
      what: z.string(),
      because: z.string(),
      kind: z.enum(['default', 'attributed', 'open', 'unusual']),
    }),
  ),
});

/** The answer to "why doesn't it answer?": see the public contract `roundtrip.diagnosis/1`. */
export const Diagnosis = z.object({
  schema: z.literal('roundtrip.diagnosis/1'),
  host: z.string().optional(),
  cause: Cause,
  /** null for `healthy` and `inconclusive` without a stage. */
  stage: StageName.nullable(),
  certainty: Certainty,
  scope: VerdictScope,
  /** At most 140 characters, plain words. */
  headline: z.string(),
  /** Two or three sentences for someone who is no network engineer. */
  explanation: z.string(),
  /**
   * What a person can do or look at where no button does it: commands as argument vectors, in order, and the document that
   * explains the behaviour.
   */
  advice: z.object({ commands: z.array(z.array(z.string())), link: z.string() }).optional(),
  flow: Flow,
  stages: z.array(StageReport),
  next: z.array(Cause),
  witnesses: Witnesses,
  /** The one command that would raise the certainty, and the host where it is run. */
  settles: z.string().optional(),
  settlesOn: z.string().optional(),
  /** Best first; absent in diagnoses that were recorded before there were any. */
  candidates: z.array(Candidate).optional(),
  /** Other interfaces of the host that the same cause stops. */
  alsoAffected: z.array(z.string()).optional(),
  evidence: z.array(Evidence),
  remedies: z.array(Remedy),
  /** Remarks beside the verdict: asymmetric but answered, what was missing, what changed. */
  remarks: z.array(z.string()),
});
export type Diagnosis = z.infer<typeof Diagnosis>;
