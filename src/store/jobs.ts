import type pg from 'pg';
import { type Job as BossJob, type JobInsert, PgBoss, type QueueOptions } from 'pg-boss';
import { z } from 'zod';
import type { Job, Leases, Queue, QueueDepth } from '../triage/index.ts';
import { withoutSecrets } from '../without-secrets.ts';
import { workOn } from '../work-in-hand.ts';
import type { Connection } from './connection.ts';
import { JOBS } from './setup.ts';
import { notAllowed } from './transaction.ts';

const KINDS = [
  'diagnose',
  'apply',
  'expire',
  'undo',
  'persist',
  'recheck',
  'watch',
  'scan',
  'scheduled-scan',
  'project',
] as const satisfies readonly Job['kind'][];
/** Where pg-boss puts a job whose retries have ended, those of killed workers included. */
const GIVEN_UP = 'given-up';
/** A worker that is heard no more for so long is taken for dead; pg-boss allows no less. */
const HEARTBEAT_SECONDS = 10;
/** How often it is looked for dead workers' jobs. */
const SUPERVISE_SECONDS = 2;
/** The heartbeat finds a dead worker; this only bounds a handler that hangs. */
const EXPIRE_SECONDS = 6 * 3600;
const HELD_DELAY_SECONDS = 1;
/** How often (s) a queue is looked at where nothing is sent to it: by one of its workers, and by each of the others. */
const LOOK_EVERY = { first: 1, others: 2 } as const;
/** What was recorded here is shown by then, if all goes well. */
const SHOWN_WITHIN_SECONDS = 3;
const STOP_LIMIT_MS = 30_000;

/** A worker's death is no failure of its work: the next one takes it at once, however many died. */
const DEATHS = 100_000;

/** How often the work itself may fail, the longest pause after that (s), and parallel work of one process, by kind. */
const SETTINGS = {
  diagnose: { failures: 2, longestPause: 8, parallel: 12 },
  // A change that is under way must not be given up early.
  apply: { failures: 40, longestPause: 8, parallel: 4 },
  undo: { failures: 40, longestPause: 8, parallel: 2 },
  persist: { failures: 40, longestPause: 8, parallel: 2 },
  recheck: { failures: 2, longestPause: 8, parallel: 4 },
  // A host that is started again takes a few minutes.
  watch: { failures: 7, longestPause: 120, parallel: 2 },
  // Hosts that cannot be read are results: only the store can fail here.
  scan: { failures: 40, longestPause: 8, parallel: 2 },
  'scheduled-scan': { failures: 40, longestPause: 30, parallel: 1 },
  expire: { failures: 40, longestPause: 30, parallel: 1 },
  project: { failures: 40, longestPause: 30, parallel: 2 },
} as const satisfies Record<Job['kind'], { failures: number; longestPause: number; parallel: number }>;

/** `failures`: how often the work has thrown; `reason`: with what, where it is given up. */
const Payload = z.object({
  kind: z.enum(KINDS),
  triage: z.string(),
  failures: z.number().int().optional(),
  reason: z.string().optional(),
  stoodAt: z.string().optional(),
});

/** Jobs of each queue that are due and that are worked on, and for how long (s) the oldest of the first has been due. */
const DEPTH_QUERY = `
  select name,
    count(*) filter (where state < 'active' and start_after <= now())::int as waiting,
    count(*) filter (where state = 'active')::int as active,
    extract(epoch from now() - min(start_after) filter (where state < 'active' and start_after <= now()))::float8 as oldest
  from ${JOBS.schema}.job where state <= 'active' group by name`;
const DepthRow = z.object({
  name: z.string(),
  waiting: z.number(),
  active: z.number(),
  oldest: z.number().nullable(),
});

/** Jobs that are sent within a transaction, and the queue that works on them. */
export type Jobs = {
  /** Must be awaited before `send`, outside of the transaction; does nothing for no jobs. */
  ready(jobs: readonly Job[]): Promise<void>;
  send(client: pg.ClientBase, jobs: readonly Job[]): Promise<void>;
  queue: Queue;
  close(): Promise<void>;
};

/** pg-boss in the same database. It is started when it is first needed: reading the audit trail does not need it. */
export function createJobs(connection: Connection, leases: Leases, onError: (error: Error) => void): Jobs {
  const boss = createBoss(connection, onError);
  const stopping = new AbortController();
  const working = new Set<Job['kind']>();
  const givenUp = new Map<Job['kind'], (job: Job, reason: string) => Promise<void>>();
  let started: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;
  let collecting = false;

  function ensureStarted(): Promise<void> {
    started ??= startBoss(boss).catch((cause: unknown) => {
      throw notAllowed(cause) ?? cause;
    });
    return started;
  }

  async function requeue(data: unknown): Promise<void> {
    const payload = Payload.parse(data);
    const options = { ...sendOptions(payload), startAfter: HELD_DELAY_SECONDS };
    await boss.send(payload.kind, payload, options);
  }

  /** The work threw: it is tried again after a growing pause, or given up. This job is done with that. */
  async function failed(data: unknown, error: unknown): Promise<void> {
    const { kind, triage, failures: before = 0, ...rest } = Payload.parse(data);
    const { failures: limit, longestPause } = SETTINGS[kind];
    const failures = before + 1;
    if (failures > limit) {
      const reason = withoutSecrets(error instanceof Error ? error.message : String(error));
      await boss.send(GIVEN_UP, { ...rest, kind, triage, reason });
      return;
    }
    const startAfter = Math.min(longestPause, 2 ** before);
    await boss.send(
      kind,
      { ...rest, kind, triage, failures },
      { ...sendOptions({ kind, triage }), startAfter },
    );
  }

  /** Started with the first `work` that wants to know, so that a plain sender does not swallow them. */
  async function collectGivenUp(): Promise<void> {
    if (collecting) return;
    collecting = true;
    const options = {
      includeMetadata: true,
      pollingIntervalSeconds: 2,
      notifyPollingIntervalSeconds: 2,
    } as const;
    await boss.work(GIVEN_UP, options, async (jobs) => {
      for (const { data, sourceOutput } of jobs) {
        const { kind, reason = reasonOf(sourceOutput) } = Payload.parse(data);
        await givenUp.get(kind)?.(jobOf(data), reason);
      }
    });
  }

  const queue: Queue = {
    async work(kind, handler, whenGivenUp) {
      await ensureStarted();
      working.add(kind);
      const work = async (jobs: BossJob[]) => {
        for (const { data, signal } of jobs) {
          // What was fetched while the worker stopped is another's: nothing begins any more.
          stopping.signal.throwIfAborted();
          const job = jobOf(data);
          const outcome = await leases.withLease(`job:${kind}:${job.triage}`, async (lost) => {
            const ended = AbortSignal.any([signal, lost, stopping.signal]);
            try {
              await workOn(job.triage, () => handler(job, ended));
            } catch (error) {
              // Work that was ended, and not of its own, is taken up by another worker as it is.
              if (ended.aborted) throw error;
              await failed(data, error);
            }
          });
          if (outcome.kind === 'held') await requeue(data);
        }
      };
      // All are woken when something is sent. What nobody sends (a dead worker's job, one that waits for its moment) one of them
      // finds soon, and where it has its hands full the others.
      const [first, others] = [LOOK_EVERY.first, LOOK_EVERY.others].map((seconds) => ({
        pollingIntervalSeconds: 0.5,
        notifyPollingIntervalSeconds: seconds,
      }));
      await boss.work(kind, { ...first }, work);
      const { parallel } = SETTINGS[kind];
      if (parallel > 1) await boss.work(kind, { ...others, localConcurrency: parallel - 1 }, work);
      if (whenGivenUp) {
        givenUp.set(kind, whenGivenUp);
        await collectGivenUp();
      }
    },
    async depth() {
      await ensureStarted();
      const { rows } = await boss.getDb().executeSql(DEPTH_QUERY);
      const counted = new Map(
        DepthRow.array()
          .parse(rows)
          .map((row) => [row.name, row]),
      );
      return KINDS.map((kind): QueueDepth => {
        const { waiting = 0, active = 0, oldest = null } = counted.get(kind) ?? {};
        return { kind, waiting, active, ...(oldest === null ? {} : { oldestSeconds: oldest }) };
      });
    },
    stop() {
      stopped ??= (async () => {
        stopping.abort(new Error('the worker is stopping'));
        if (!started) return;
        await started.catch(() => undefined);
        await boss.stop({ graceful: true, timeout: STOP_LIMIT_MS });
      })();
      return stopped;
    },
  };

  return {
    async ready(jobs) {
      if (jobs.length > 0) await ensureStarted();
    },
    async send(client, jobs) {
      const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
      for (const kind of KINDS) {
        const due = jobs.filter((job) => job.kind === kind);
        const insert = due.map(kind === 'project' && working.has(kind) ? laterOf : insertOf);
        if (insert.length > 0) await boss.insert(kind, insert, { db });
      }
    },
    queue,
    close: () => queue.stop(),
  };
}

function createBoss(connection: Connection, onError: (error: Error) => void): PgBoss {
  const boss = new PgBoss({
    ...connection,
    application_name: 'roundtrip-jobs',
    schema: JOBS.schema,
    max: 12,
    useListenNotify: true,
    schedule: false,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
  });
  boss.on('error', onError);
  return boss;
}

/** How it is found that a worker has died. */
const ALIVE = { heartbeatSeconds: HEARTBEAT_SECONDS, expireInSeconds: EXPIRE_SECONDS };

const WORK = {
  ...ALIVE,
  retryLimit: DEATHS,
  retryDelay: 0,
  retryBackoff: false,
  deleteAfterSeconds: 24 * 3600,
  deadLetter: GIVEN_UP,
  notify: true,
} satisfies QueueOptions & { deadLetter: string; notify: boolean };

async function startBoss(boss: PgBoss): Promise<void> {
  await boss.start();
  const known = new Set((await boss.getQueues()).map(({ name }) => name));
  const wanted: [string, QueueOptions & { deadLetter?: string; policy?: string; notify: boolean }][] = [
    [
      GIVEN_UP,
      { ...ALIVE, retryLimit: 20, retryDelay: 2, retryBackoff: true, retryDelayMax: 30, notify: true },
    ],
    ...KINDS.map((kind): [string, typeof WORK] => [kind, WORK]),
  ];
  for (const [name, options] of wanted) {
    if (known.has(name)) await boss.updateQueue(name, options);
    else await boss.createQueue(name, { ...options, policy: isOneWaiting(name) ? 'short' : 'standard' });
  }
}

/**
 * `short` queues, where one job of a triage waits at the most: a waiting projection covers the newer event as well, and the next
 * look of a watched fix is the next, whoever asked for it (a worker that was killed once it had, and the one that took over).
 */
function isOneWaiting(kind: string): boolean {
  return kind === 'project' || kind === 'watch' || kind === 'scheduled-scan';
}

function sendOptions(job: Pick<Job, 'kind' | 'triage'>): { singletonKey?: string } {
  return isOneWaiting(job.kind) ? { singletonKey: job.triage } : {};
}

function insertOf(job: Job): JobInsert {
  const { kind, triage, startAfter, stoodAt } = job;
  return {
    data: { kind, triage, ...(stoodAt === undefined ? {} : { stoodAt }) },
    ...sendOptions(job),
    ...(startAfter ? { startAfter } : {}),
  };
}

/** Who shows things shows at once what it recorded itself: the job is for another, should it not come to that. */
function laterOf(job: Job): JobInsert {
  return { startAfter: SHOWN_WITHIN_SECONDS, ...insertOf(job) };
}

function jobOf(data: unknown): Job {
  const { kind, triage, stoodAt } = Payload.parse(data);
  return { kind, triage, ...(stoodAt === undefined ? {} : { stoodAt }) };
}

function reasonOf(output: unknown): string {
  const told = z.object({ message: z.string() }).safeParse(output);
  return told.success ? told.data.message : 'its worker ended without a word';
}
