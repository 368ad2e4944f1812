import { setTimeout as delay } from 'node:timers/promises';
import { RoundtripError } from '../../../src/errors.ts';
import type { TriageId, TriageState } from '../../../src/triage/index.ts';
import { countAnswers } from '../../support/lab.ts';
import { isSafe, type Outcome } from '../table.ts';
import { type ProductRun, strike } from './faults.ts';
import type { Stage } from './stage.ts';

/** Of a run's outcomes `unknown` is what the trail says at the end; `wrong` is a host, a trail or a chain that does not say what is. */
export type ProductEnded = ProductRun & { outcome: Outcome; line: string; seconds: number };

/** What a host looks like before any change, and with the change. */
export type Looks = { before: string; changed: string };

/** A call of `ip` on the host while it works for the bot: `apply, command 7`. */
const COMMAND = /^(apply|confirm), command (\d+)$/;

/** So long a run may take (s): the host's undo, the bot's own retries, and a database that comes back. */
const LIMIT = 180;
/** So often a run is played at most until its fault strikes. */
const TRIES = 3;

/** What is passed on the way of one change, in order; and what the host looks like with it. */
export async function explore(stage: Stage): Promise<{ boundaries: string[]; looks: Looks }> {
  const before = await stage.host.state();
  const boundaries: string[] = [];
  const triage = await stage.awaitApproval();
  stage.bot.onBoundary = async (name) => {
    const [, when = '', verb = ''] = /^(before|after) (apply|confirm)$/.exec(name) ?? [];
    if (when === 'before') await stage.host.countCommands(0);
    if (when === 'after')
      boundaries.push(...(await stage.host.commands()).map((_, index) => `${verb}, command ${index + 1}`));
    boundaries.push(name);
  };
  await stage.approve(triage);
  const state = await untilEnded(stage, triage);
  if (state?.status !== 'committed')
    throw new Error(
      `without any fault it is ${state?.status}: ${state?.result ?? state?.lastRefusal?.reason}`,
    );
  const changed = await stage.host.state();
  await takeBack(stage, triage, before);
  return { boundaries: [...new Set(boundaries)], looks: { before, changed } };
}

/**
 * One change with one fault, from its approval to its end, and back. Where the machine is slow it can be undone before it comes to
 * that boundary, its time being up: then it is played again.
 */
export async function play(stage: Stage, run: ProductRun, looks: Looks): Promise<ProductEnded> {
  for (let tries = 1; ; tries += 1) {
    const { struck, ...ended } = await playOnce(stage, run, looks);
    if (struck || !isSafe(ended.outcome)) return ended;
    if (tries === TRIES) return { ...ended, outcome: 'not-struck' };
  }
}

async function playOnce(
  stage: Stage,
  run: ProductRun,
  looks: Looks,
): Promise<ProductEnded & { struck: boolean }> {
  const begun = performance.now();
  const triage = await stage.awaitApproval();
  const striking = strikeAt(stage, run);
  stage.bot.onBoundary = striking.onBoundary;
  await stage.approve(triage);
  const state = await untilEnded(stage, triage).finally(striking.over);
  const { outcome, line } = await judge(stage, triage, state, looks);
  const left = await takeBack(stage, triage, looks.before).catch((error: Error) => error.message);
  const seconds = (performance.now() - begun) / 1000;
  const struck = striking.struck();
  if (left === undefined) return { ...run, outcome, line, seconds, struck };
  return { ...run, outcome: 'wrong', line: `${line}; ${left}`, seconds, struck };
}

type Striking = {
  onBoundary: (name: string) => Promise<void>;
  struck(): boolean;
  /** Resolves when what failed is there again; it may strike last of all. */
  over(): Promise<void>;
};

function strikeAt(stage: Stage, run: ProductRun): Striking {
  const [, verb, number] = COMMAND.exec(run.boundary) ?? [];
  let over: Promise<void> | undefined;
  let counting: AbortController | undefined;
  const strikeOnce = async (): Promise<void> => {
    if (over !== undefined) return;
    const striking = strike(stage, run);
    over = striking.then((struck) => struck.over);
    await striking;
  };
  const strikeAtCommand = async (signal: AbortSignal): Promise<void> => {
    if (!(await stage.host.untilStopped(signal))) return;
    await strikeOnce();
    await stage.host.goOn();
  };
  return {
    struck: () => over !== undefined,
    async over() {
      for (let tries = 0; over === undefined && tries < 100; tries += 1) await delay(50);
      await over;
    },
    async onBoundary(name) {
      if (verb !== undefined && name === `before ${verb}` && over === undefined) {
        await stage.host.countCommands(Number(number));
        counting = new AbortController();
        void strikeAtCommand(counting.signal);
      }
      if (name === `after ${verb}`) counting?.abort();
      if (run.fault === 'none' || name === run.boundary) await strikeOnce();
    },
  };
}

/** Until the trail says what became of it. */
async function untilEnded(stage: Stage, triage: TriageId): Promise<TriageState | undefined> {
  const end = performance.now() + LIMIT * 1000;
  let state: TriageState | undefined;
  while (performance.now() < end) {
    state = await stage.read(triage).catch(awayFor(state));
    if (state && isEnded(state)) break;
    await delay(200);
  }
  return state;
}

function awayFor<T>(last: T) {
  return (error: unknown): T => {
    if (error instanceof RoundtripError && error.code === 'store-unavailable') return last;
    throw error;
  };
}

function isEnded({ status, lastRefusal }: TriageState): boolean {
  return (
    status === 'committed' ||
    status === 'rolled-back' ||
    (status === 'diagnosed' && lastRefusal !== undefined)
  );
}

async function judge(
  stage: Stage,
  triage: TriageId,
  state: TriageState | undefined,
  { before, changed }: Looks,
): Promise<{ outcome: Outcome; line: string }> {
  const said = (await stage.hosts.status('server-b', triage)).kind;
  const is = await stage.host.state();
  const look = is === before ? 'restored' : is === changed ? 'changed' : 'partly';
  const undo = await stage.host.hasUndo();
  const events = await stage.store.events.read(triage);
  const kinds = events.map(({ event }) => event.kind);
  const chain = await stage.store.audit.verify();
  const answered = look === 'changed' ? await countAnswers(stage.lab, 'server-a', '172.16.5.4') : 0;
  const why = state?.result ?? state?.lastRefusal?.reason;
  const line = `trail=${state?.status} host=${said} is=${look} undo=${undo} answered=${answered} chain=${chain.ok} (${why}) [${kinds.slice(3).join(' ')}]${look === 'partly' ? difference(before, is) : ''}`;
  const sound =
    !undo && chain.ok && kinds.filter((kind) => kind === 'applied').length <= 1 && stage.bot.alive();
  if (state?.status === 'outcome-unknown') return { outcome: 'unknown', line };
  if (!sound) return { outcome: 'wrong', line };
  if (state?.status === 'committed' && said === 'confirmed' && look === 'changed' && answered > 0)
    return { outcome: 'kept', line };
  const untouched = said === 'none' || said === 'undone';
  const trailSaysSo =
    state?.status === 'rolled-back' ||
    (state !== undefined && isEnded(state) && state.status === 'diagnosed');
  return { outcome: trailSaysSo && untouched && look === 'restored' ? 'restored' : 'wrong', line };
}

function difference(before: string, is: string): string {
  const [old, now] = [before.split('\n'), is.split('\n')];
  const gone = old.filter((line) => !now.includes(line)).map((line) => `- ${line}`);
  const added = now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`);
  return ` ${[...gone, ...added].slice(0, 12).join(' / ')}`;
}

/** Undoes what was kept. @returns what is wrong with the host then */
async function takeBack(stage: Stage, triage: TriageId, before: string): Promise<string | undefined> {
  const plan = (await stage.read(triage))?.change?.plan;
  if (!plan) throw new Error('it has no plan');
  await stage.hosts.undo('server-b', triage, plan);
  const after = await stage.host.state();
  return after === before ? undefined : `its undo leaves${difference(before, after)}`;
}
