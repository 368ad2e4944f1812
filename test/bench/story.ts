import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Demo, startDemo } from '../../src/demo/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import type { StoredEvent } from '../../src/triage/index.ts';
import { markdownTable } from '../calibration/table.ts';
import { pressIn, stateOf, triagesOf } from '../faults/people.ts';
import { until } from '../store/support.ts';

/** What the documents promise of the 95th percentile (s). */
const GOALS = { likely: 3, proven: 8, verified: 15 } as const;

const RUNS = Number(process.env['ROUNDTRIP_STORIES'] ?? 30);

/** Milliseconds that every byte between the bot and a host takes longer, each way. */
const DELAY = 40;
/** Seconds that a step is waited for. */
const WITHIN = 60;
const CHANNEL = 'net-ops';
const DELAYING_PROXY = fileURLToPath(new URL('./children/delaying-proxy.ts', import.meta.url));

type Measured = Record<keyof typeof GOALS, number>;
type Spans = Map<string, number[]>;

/**
 * `npm run bench -- story`: how long people wait, on the lab with its real bot, database and SSH, over connections that are
 * slow. What a person waits for is there when the workspace shows it; what it is made of is told by the trail.
 */
export async function benchStory(): Promise<void> {
  const demo = await startDemo();
  const store = await openStore({ dataDirectory: join(demo.lab.directory, 'data') });
  const measured: Measured[] = [];
  const spans: Spans = new Map();
  try {
    slowDown(demo);
    for (let run = 1; run <= RUNS; run += 1) {
      process.stderr.write(`run ${run} of ${RUNS}\n`);
      measured.push(await play(demo, store, spans));
    }
  } finally {
    await store.close();
    await demo.stop();
  }
  const rows = (Object.keys(GOALS) as (keyof Measured)[]).map((name) => {
    const all = measured.map((one) => one[name]);
    return [TITLES[name], ...figures(all), String(GOALS[name])];
  });
  console.log(
    markdownTable([['a person waits (s)', 'runs', 'median', '95th percentile', 'longest', 'goal'], ...rows]),
  );
  const parts = [...spans].map(([name, all]) => [name, ...figures(all)]);
  console.log(
    markdownTable([['of which, by the trail (s)', 'runs', 'median', '95th percentile', 'longest'], ...parts]),
  );
}

const TITLES: Record<keyof Measured, string> = {
  likely: 'from the command to a likely verdict',
  proven: 'from the command to the proven verdict',
  verified: 'from the approval to "fixed"',
};

/** Every connection of the lab's own configuration goes through the delaying proxy. */
function slowDown({ lab }: Demo): void {
  const file = lab.sshConfigFile;
  const proxy = `ProxyCommand ${process.execPath} ${DELAYING_PROXY} ${DELAY} `;
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('ProxyCommand ', proxy));
}

/** The story once, and its undo, so that the next begins as this one. */
async function play({ workspace }: Demo, store: Store, spans: Spans): Promise<Measured> {
  const known = new Set([...(await triagesOf(store)).values()].flat());
  const asked = performance.now();
  const since = (begun: number) => (performance.now() - begun) / 1000;
  const newest = workspace.messages(CHANNEL).at(-1)?.ts ?? '0';
  const shown = async (words: RegExp) => {
    const after = () => workspace.messages(CHANNEL).filter(({ ts }) => ts > newest);
    await until(() => after().find(({ text }) => words.test(text)), WITHIN).catch((cause: unknown) => {
      throw new Error(`${words} is not shown, but: ${JSON.stringify(after().map(({ text }) => text))}`, {
        cause,
      });
    });
  };
  await workspace.as('on-call').slash(`#${CHANNEL}`, '/roundtrip server-b eth1 from server-a');
  await shown(/^(Likely|Proven): /);
  const likely = since(asked);
  await shown(/^Proven: /);
  const proven = since(asked);
  const provenAt = Date.now();
  const triage = [...(await triagesOf(store)).values()].flat().find((id) => !known.has(id)) ?? '';
  const reach = async (slot: string, action: string, person: string, status: string) => {
    await until(async () => {
      if ((await stateOf(store, triage))?.status === status) return true;
      await pressIn(workspace, triage, slot, action, person, false);
      return undefined;
    }, WITHIN);
  };
  await reach('verdict', 'choose-remedy', 'on-call', 'awaiting-approval');
  let approved = performance.now();
  await until(async () => {
    if ((await stateOf(store, triage))?.status !== 'awaiting-approval') return true;
    approved = performance.now();
    await pressIn(workspace, triage, 'approval', 'approve', 'net-admin', false);
    return undefined;
  }, WITHIN);
  await shown(/^✅ Fixed: /);
  const verified = since(approved);
  const fixedAt = Date.now();
  const events = await store.events.read(triage);
  noteSpans(spans, events);
  noteShown(spans, 'proved, until the workspace shows it', events, 'diagnosed', provenAt);
  noteShown(spans, 'kept, until the workspace shows it', events, 'committed', fixedAt);
  await reach('result', 'undo', 'net-admin', 'undone');
  return { likely, proven, verified };
}

/** What lies between two events of the trail, as far as both are there. */
const SPANS = [
  ['requested, until the state alone is diagnosed', 'requested', 'diagnosed'],
  ['the state diagnosed, until the packets have proved it', 'diagnosed', 'diagnosed'],
  ['approved, until the change begins', 'approved', 'apply-started'],
  ['the change begins, until it is made', 'apply-started', 'applied'],
  ['made, until a new probe has verified it', 'applied', 'verified'],
  ['verified, until it is kept', 'verified', 'committed'],
] as const;

/** From the trail to the workspace: both go by this machine's clock. */
function noteShown(
  spans: Spans,
  title: string,
  events: readonly StoredEvent[],
  kind: StoredEvent['event']['kind'],
  shownAt: number,
): void {
  const recorded = events.findLast(({ event }) => event.kind === kind);
  if (recorded) noteSpan(spans, title, (shownAt - Date.parse(recorded.at)) / 1000);
}

function noteSpan(spans: Spans, title: string, seconds: number): void {
  spans.set(title, [...(spans.get(title) ?? []), seconds]);
}

function noteSpans(spans: Spans, events: readonly StoredEvent[]): void {
  for (const [title, from, to] of SPANS) {
    const begun = events.find(({ event }) => event.kind === from);
    const ended =
      from === to
        ? events.findLast(({ event }) => event.kind === to)
        : events.find(({ event }) => event.kind === to);
    if (!begun || !ended) continue;
    const seconds = (Date.parse(ended.at) - Date.parse(begun.at)) / 1000;
    noteSpan(spans, title, seconds);
  }
}

function figures(all: readonly number[]): string[] {
  const sorted = all.toSorted((one, two) => one - two);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]?.toFixed(1) ?? '–';
  return [String(all.length), at(0.5), at(0.95), at(1)];
}
