import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { diagnose } from '../../src/analyzer/index.ts';
import type { Store } from '../../src/store/index.ts';
import type { TriageEvent } from '../../src/triage/index.ts';
import { recorded } from '../analyzer/recorded.ts';
import { type Bench, buttonsOf, sharedStore, startBench, wordsOf } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
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

async function verdict(prepare: (bench: Bench) => void = () => undefined) {
  bench = await startBench(store);
  prepare(bench);
  await bench.startBot();
  await bench.workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  await bench.happen(triage, found);
  return bench.workspace.waitFor(() =>
    bench.thread().find((each) => buttonsOf(each).some((text) => text === POLICY)),
  );
}

const uploads = () =>
  bench.workspace.calls.filter(({ method }) => method === 'files.getUploadURLExternal').length;

test('the verdict shows the round trip as it is, the requests to approve also as it would be; each uploaded once', async () => {
  const message = await verdict();
  const [now, ...others] = picturesIn(message);
  expect(others).toEqual([]);
  expect(now?.file).toMatch(/^F/);
  expect(now?.alternative).toContain('eth1');

  await bench.workspace.as('on-call').press('#net-ops', message.ts, POLICY);
  const asked = await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);
  const [first, after] = picturesIn(asked);
  expect(first).toEqual(now);
  expect(after?.file).toMatch(/^F/);
  expect(after?.file).not.toBe(now?.file);
  expect(after?.alternative).not.toBe(now?.alternative);
  const request = await bench.workspace.waitFor(() =>
    bench.thread().find((each) => buttonsOf(each).some((text) => text.startsWith('Approve'))),
  );
  expect(picturesIn(request)).toEqual([after]);
  expect(uploads()).toBe(2);
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
