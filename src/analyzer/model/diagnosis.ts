import { z } from 'zod';
import { Flow } from './flow.ts';
import { Evidence } from './observation.ts';
import { Plan } from './plan.ts';

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
  'udp-source-mismatch',
  'mtu-blackhole',
  'answered-but-lost',
] as const;
export const Cause = z.enum(CAUSES);
export type Cause = z.infer<typeof Cause>;

const StageStatus = z.enum(['passed', 'stopped', 'would-stop', 'unknown']);

/** One stage of the walk: what became of the packet there, why, and by which evidence (ids). */
export const StageReport = z.object({
  stage: StageName,
  status: StageStatus,
  because: z.string(),
  evidence: z.array(z.string()),
  /** The cause, where the stage stops the packet or would. */
  cause: Cause.optional(),
});
export type StageReport = z.infer<typeof StageReport>;

const WitnessSays = z.enum(['accepts', 'refuses', 'unknown']);

/** What one witness says about whether the host takes the request and answers it. */
export const Witness = z.object({ says: WitnessSays, detail: z.string() });
export type Witness = z.infer<typeof Witness>;

export const Witnesses = z.object({ model: Witness, kernel: Witness, counters: Witness, capture: Witness });
export type Witnesses = z.infer<typeof Witnesses>;

export const RemedyId = z.enum(['policy-routing', 'loose-rp-filter']);
export type RemedyId = z.infer<typeof RemedyId>;

/** A remedy with its plan and what the walk with the plan applied says of it. */
export const Remedy = z.object({
  id: RemedyId,
  recommended: z.boolean(),
  outcome: z.enum(['repairs', 'does-not-repair', 'depends']),
  /** What it depends on, where the outcome is `depends`. */
  on: z.string().optional(),
  because: z.string(),
  /** What it costs or risks, one sentence each. */
  risks: z.array(z.string()),
  /** The gateway, how it is known, and whether a person must confirm it. */
  gateway: z.object({ address: z.string(), sources: z.array(z.string()), assumed: z.boolean() }).optional(),
  /** What must be asked first (the gateway is not known): no button until then. */
  asks: z
    .object({ what: z.literal('gateway'), candidates: z.array(z.string()), question: z.string() })
    .optional(),
  /** Why it is not offered although it would repair (it would cut the bot's own SSH, say). */
  refused: z.string().optional(),
  plan: Plan.optional(),
});
export type Remedy = z.infer<typeof Remedy>;

/** The answer to "why doesn't it answer?": see the public contract `roundtrip.diagnosis/1`. */
export const Diagnosis = z.object({
  schema: z.literal('roundtrip.diagnosis/1'),
  host: z.string().optional(),
  cause: Cause,
  /** null for `healthy` and `inconclusive` without a stage. */
  stage: StageName.nullable(),
  certainty: z.enum(['proven', 'likely', 'open']),
  scope: z.enum(['host', 'round-trip']),
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
  settles: z.string().optional(),
  evidence: z.array(Evidence),
  remedies: z.array(Remedy),
  /** Remarks beside the verdict: asymmetric but answered, what was missing, what changed. */
  remarks: z.array(z.string()),
});
export type Diagnosis = z.infer<typeof Diagnosis>;
