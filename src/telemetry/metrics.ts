import type { Counter, Histogram, Registry } from 'prom-client';
import type { Queue, StoredEvent } from '../triage/index.ts';
import type { News } from './follow-triages.ts';
import { outcomeOf, verdictOf } from './outcomes.ts';
import type { TimedPart } from './timed-hosts.ts';

/** What is counted. Labels hold codes of this program alone, never a name of a host or a person: their number is bounded. */
export type Metrics = {
  recorded(events: readonly StoredEvent[]): void;
  ended(news: News): void;
  part(timed: TimedPart): void;
  sshFailed(code: string): void;
  rateLimited(method: string): void;
  /** Where the depth of the queue is asked for from now on. */
  ofQueue(queue: Pick<Queue, 'depth'>): void;
  /** The exposition format of Prometheus, and its media type. */
  text(): Promise<{ text: string; type: string }>;
};

/** Seconds: from a part of a look to an approval that waits for people. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

type Counters = {
  requests: Counter<'origin'>;
  triages: Counter<'cause' | 'certainty' | 'outcome'>;
  failures: Counter<'code'>;
  stages: Histogram<'stage'>;
  approvals: Counter<'answer'>;
  ssh: Counter<'code'>;
  slack: Counter<'method'>;
};

/** Loads the library, which only a bot needs that somebody asks. */
export async function createMetrics(): Promise<Metrics> {
  const client = await import('prom-client');
  const register = new client.Registry();
  client.collectDefaultMetrics({ register });
  const counters = createCounters(client, register);
  let queue: Pick<Queue, 'depth'> | undefined;
  addQueueGauges(client, register, async () => (await queue?.depth()) ?? []);
  return {
    recorded(events) {
      for (const { event } of events) count(counters, event);
    },
    ended({ history, recorded, ended, parts }) {
      const queued = parts.filter(({ part }) => part === 'queue');
      for (const { part, from, until } of queued)
        counters.stages.observe({ stage: part }, seconds(until - from));
      for (const { stage, from, until } of ended) counters.stages.observe({ stage }, seconds(until - from));
      for (const { event, sequence } of recorded) {
        const outcome = outcomeOf(event);
        if (outcome === undefined) continue;
        const before = history.filter((each) => each.sequence <= sequence);
        counters.triages.inc({ ...verdictOf(before), outcome });
      }
    },
    part: ({ part, from, until }) => counters.stages.observe({ stage: part }, seconds(until - from)),
    sshFailed: (code) => counters.ssh.inc({ code }),
    rateLimited: (method) => counters.slack.inc({ method }),
    ofQueue(asked) {
      queue = asked;
    },
    text: async () => ({ text: await register.metrics(), type: register.contentType }),
  };
}

function createCounters(client: typeof import('prom-client'), register: Registry): Counters {
  const registers = [register];
  return {
    requests: new client.Counter({
      name: 'roundtrip_requests_total',
      help: 'Triages asked for, by where: slack or cli (which includes agents).',
      labelNames: ['origin'],
      registers,
    }),
    triages: new client.Counter({
      name: 'roundtrip_triages_total',
      help: 'Outcomes of triages, with the cause and certainty of the verdict before them. One that is diagnosed and then fixed has both outcomes.',
      labelNames: ['cause', 'certainty', 'outcome'],
      registers,
    }),
    failures: new client.Counter({
      name: 'roundtrip_triage_failures_total',
      help: 'Triages without a verdict, by the code of the failure.',
      labelNames: ['code'],
      registers,
    }),
    stages: new client.Histogram({
      name: 'roundtrip_stage_duration_seconds',
      help: 'How long the stages of triages took (look, approval, apply, verify, undo, persist, recheck), and the parts of a look (queue, connect, collect, probe, analyze).',
      labelNames: ['stage'],
      buckets: BUCKETS,
      registers,
    }),
    approvals: new client.Counter({
      name: 'roundtrip_approvals_total',
      help: 'Answers to requests for approval: approved, break-glass, rejected, expired, or the code of a refusal.',
      labelNames: ['answer'],
      registers,
    }),
    ssh: new client.Counter({
      name: 'roundtrip_ssh_errors_total',
      help: 'Hosts that could not be reached, logged in to or read, by the code of the failure.',
      labelNames: ['code'],
      registers,
    }),
    slack: new client.Counter({
      name: 'roundtrip_slack_rate_limited_total',
      help: 'Calls that Slack answered with 429, by method.',
      labelNames: ['method'],
      registers,
    }),
  };
}

/** Asked for when somebody scrapes: nothing is kept up to date in between. */
function addQueueGauges(
  client: typeof import('prom-client'),
  register: Registry,
  depth: Queue['depth'],
): void {
  const oldest = new client.Gauge({
    name: 'roundtrip_queue_oldest_seconds',
    help: 'How long the oldest job that is due has waited, by kind, in all processes.',
    labelNames: ['kind'],
    registers: [register],
  });
  new client.Gauge({
    name: 'roundtrip_queue_jobs',
    help: 'Jobs that are due (waiting) or worked on (active), by kind, in all processes.',
    labelNames: ['kind', 'state'],
    registers: [register],
    async collect() {
      this.reset();
      oldest.reset();
      // Without the database the rest is told all the same.
      for (const { kind, waiting, active, oldestSeconds = 0 } of await depth().catch(() => [])) {
        this.set({ kind, state: 'waiting' }, waiting);
        this.set({ kind, state: 'active' }, active);
        oldest.set({ kind }, oldestSeconds);
      }
    },
  });
}

function count({ requests, failures, approvals }: Counters, event: StoredEvent['event']): void {
  if (event.kind === 'requested') requests.inc({ origin: event.origin.kind });
  if (event.kind === 'failed') failures.inc({ code: event.code });
  const answer = answerOf(event);
  if (answer !== undefined) approvals.inc({ answer });
}

/** What was answered to a request for approval. */
function answerOf(event: StoredEvent['event']): string | undefined {
  switch (event.kind) {
    case 'approved':
      return event.breakGlass === undefined ? 'approved' : 'break-glass';
    case 'approval-refused':
      return event.because;
    case 'rejected':
    case 'expired':
      return event.kind;
    default:
      return undefined;
  }
}

/** Clocks may differ by a little: nothing takes less than no time. */
function seconds(milliseconds: number): number {
  return Math.max(0, milliseconds) / 1000;
}
