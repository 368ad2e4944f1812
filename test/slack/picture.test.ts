import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { diagnose } from '../../src/analyzer/index.ts';
import type { SlackOptions } from '../../src/slack/index.ts';
import type { Store } from '../../src/store/index.ts';
import type { TriageEvent } from '../../src/triage/index.ts';
import { recorded } from '../analyzer/recorded.ts';
import { type Bench, buttonsOf, sharedStore, startBench, wordsOf } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
let bot: Awaited<ReturnType<Bench['startBot']>>;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench.stop());
afterAll(() => data.remove());

const POLICY = "Send eth1's replies out eth1 (recommended)";
const diagnosis = diagnose(recorded('strict-seed'));
const found: TriageEvent = {
  kind: 'diagnosed',
  diagnosis,
  final: true,
  transcripts: [{ host: 'server-b', text: '$ ip r\ndefault via 172.16.4.1 dev eth0' }],
};

type Message = { blocks?: readonly Record<string, unknown>[] } | undefined;

function picturesIn(message: Message): { file: string; alternative: string }[] {
  const images = message?.blocks?.filter(({ type }) => type === 'image') ?? [];
  return images.map((image) => {
    const { slack_file: file, alt_text: alternative } = image as {
      slack_file: { id: string };
      alt_text: string;
    };
    return { file: file.id, alternative };
  });
}

async function verdict(prepare: (bench: Bench) => void = () => undefined, more?: Partial<SlackOptions>) {
  bench = await startBench(store);
  prepare(bench);
  bot = await bench.startBot(more);
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  await bench.happen(triage, found);
  return bench.workspace.waitFor(() =>
    bench.thread().find((each) => buttonsOf(each).some((text) => text === POLICY)),
  );
}

const uploads = () =>
  bench.workspace.calls.filter(({ method }) => method === 'files.getUploadURLExternal').length;

const SLOW = { kind: 'slow', milliseconds: 4_000 } as const;

/** The newest form of the message, once it shows so many pictures. */
function pictured(find: () => Message, count = 1) {
  return bench.workspace.waitFor(() => {
    const shown = picturesIn(find());
    return shown.length === count ? shown : undefined;
  }, 20_000);
}

const request = () =>
  bench.thread().find((each) => buttonsOf(each).some((text) => text.startsWith('Approve')));

test('the verdict shows the round trip as it is, the requests to approve also as it would be; each uploaded once', async () => {
  const message = await verdict();
  const [now] = await pictured(() => bench.thread()[0]);
  expect(now?.file).toMatch(/^F/);
  expect(now?.alternative).toContain('eth1');

  await bench.workspace.as('on-call').press('#net-ops', message.ts, POLICY);
  const [first, after] = await pictured(() => bench.directMessages('net-admin')[0], 2);
  expect(first).toEqual(now);
  expect(after?.file).toMatch(/^F/);
  expect(after?.file).not.toBe(now?.file);
  expect(after?.alternative).not.toBe(now?.alternative);
  expect(await pictured(request)).toEqual([after]);
  expect(uploads()).toBe(2);
}, 60_000);

test('nobody waits for a picture: verdict, request and approval go on, and stand once each when it is there', async () => {
  const begun = Date.now();
  const message = await verdict(({ workspace }) => workspace.failAlways('files.getUploadURLExternal', SLOW));
  expect(picturesIn(message)).toEqual([]);
  await bench.workspace.as('on-call').press('#net-ops', message.ts, POLICY);
  const asked = await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);
  await bench.workspace.as('net-admin').press(asked.channel, asked.ts, 'approve');
  await bench.workspace.waitFor(() => wordsOf(bench.directMessages('net-admin')[0]).includes('Approved'));
  expect(Date.now() - begun).toBeLessThan(SLOW.milliseconds);
  expect(uploads()).toBe(0);

  await pictured(() => bench.thread()[0]);
  expect(bench.thread()).toHaveLength(2);
}, 60_000);

test('a picture whose bot died before it was there is drawn by another, which changes the message', async () => {
  let begun = () => {};
  const drawing = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const message = await verdict(undefined, {
    // It dies while it draws, and takes no more jobs.
    leases: {
      withLease: (name, work) => {
        if (!name.startsWith('picture:')) return store.leases.withLease(name, work);
        begun();
        return new Promise(() => undefined);
      },
    },
    queue: { ...store.queue, work: async () => undefined },
  });
  await drawing;
  await bot.stop();
  expect(picturesIn(bench.thread()[0])).toEqual([]);

  await bench.startBot();

  await pictured(() => bench.thread()[0]);
  expect(bench.thread().map(({ ts }) => ts)).toEqual([message.ts]);
}, 60_000);

test('where no file can be uploaded, the verdict stands without the picture', async () => {
  const message = await verdict(({ workspace }) =>
    workspace.failAlways('files.getUploadURLExternal', { kind: 'error', error: 'missing_scope' }),
  );
  expect(picturesIn(message)).toEqual([]);
  expect(wordsOf(message)).toContain('rp_filter');
}, 60_000);

test.each(['image', 'container', 'context'])(
  'a workspace that refuses %s blocks has the buttons',
  async (type) => {
    const message = await verdict(({ workspace }) => workspace.refuseBlocks(type));
    const types = message.blocks?.map((block) => (block as { type: string }).type) ?? [];
    expect(types).not.toContain(type);
    expect(buttonsOf(message)).toContain(POLICY);
    expect(wordsOf(message)).toContain('rp_filter');
  },
  60_000,
);
