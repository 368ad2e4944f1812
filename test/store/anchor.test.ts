import { createPrivateKey, sign } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { runRoundtrip } from '../cli/run-roundtrip.ts';
import { freshId, requested, testData, until } from './support.ts';

const data = testData();
const files = {
  signingKeyFile: join(dirname(data.directory), 'audit.key'),
  anchorFile: join(dirname(data.directory), 'audit.anchor'),
};
const config = join(dirname(data.directory), 'roundtrip.yaml');
const anchor = () => readFileSync(files.anchorFile, 'utf8');
const headsOf = (text: string) => text.trimEnd().split('\n');

/** Records one event and lets its head be signed. */
async function record(): Promise<void> {
  const store = await data.open({ audit: files });
  await store.events.append(freshId(), 0, [requested]);
  await store.close();
}

let genuine: string;
/** The anchor of another log that the same key signs. */
let others: string;
beforeAll(async () => {
  await record();
  others = anchor();
  await data.query('set session_replication_role = replica; truncate events');
  rmSync(files.anchorFile);
  writeFileSync(config, 'hosts: {}\n');
  await record();
  await record();
  genuine = anchor();
});
afterAll(() => data.remove());
beforeEach(() => writeFileSync(files.anchorFile, genuine));

/** As if the log had been cut after its last event, had gone on, and been put back. */
function withAnother(text: string): string {
  const heads = headsOf(text);
  const { schema, position, at, signedFrom, key } = JSON.parse(heads.at(-1) ?? '');
  const head = { schema, position, hash: 'a'.repeat(64), at, signedFrom };
  const own = createPrivateKey(readFileSync(files.signingKeyFile));
  const signature = sign(null, Buffer.from(Object.values(head).join('\n')), own).toString('base64');
  const other = JSON.stringify({ ...head, key, signature });
  return [...heads.slice(0, -1), other, heads.at(-1), ''].join('\n');
}

describe('a file that is none of this log', () => {
  test.each([
    ['an ssh configuration', () => 'Host server-b\n  User root\n', 'no-anchor'],
    ['one line without its end', () => 'secret', 'no-anchor'],
    ['another JSON document', () => '{\n  "hosts": []\n}\n', 'no-anchor'],
    ['an export', () => '{"schema":"roundtrip.event/1","position":1}\n', 'no-anchor'],
    ['an anchor that somebody wrote on', () => `${genuine}Host server-b\n`, 'no-anchor'],
    ['a file of zeros', () => '\0'.repeat(40_000), 'no-anchor'],
    ["another installation's anchor", () => others, 'other-log'],
    ["its own and another installation's", () => genuine + others, 'log-differs'],
    ['its own, with a head of another log before the last', () => withAnother(genuine), 'log-differs'],
  ])('is never written: %s', async (_what, content, because) => {
    writeFileSync(files.anchorFile, content());

    await expect(data.open({ audit: files })).rejects.toMatchObject({
      code: 'anchor-foreign',
      facts: { because },
    });
    await expect(data.open().then((store) => store.changeKey(files, 'cli:ops@here'))).rejects.toMatchObject({
      code: 'anchor-foreign',
    });

    expect(anchor()).toBe(content());
  });

  test('is refused where it is a directory, and where it takes the place of the anchor meanwhile', async () => {
    rmSync(files.anchorFile);
    mkdirSync(files.anchorFile);
    await expect(data.open({ audit: files })).rejects.toMatchObject({ facts: { because: 'no-file' } });
    rmdirSync(files.anchorFile);
    const told: Error[] = [];
    const store = await data.open({ audit: files, onError: (error) => told.push(error) });
    writeFileSync(files.anchorFile, 'Host server-b\n');
    await store.events.append(freshId(), 0, [requested]);
    await store.close();

    expect(anchor()).toBe('Host server-b\n');
    expect(told).toMatchObject([{ code: 'anchor-foreign' }]);
  });

  test('is told by doctor and by init', () => {
    writeFileSync(files.anchorFile, 'Host server-b\n');
    const doctor = runRoundtrip(['--config', config, 'doctor', '--json']);
    const other = join(dirname(config), 'other.yaml');
    const init = runRoundtrip(['--config', other, 'init', '--ssh-config', '/dev/null']);

    expect(doctor.stdout).toContain('holds something else than an anchor');
    expect(init).toMatchObject({ status: 1, stderr: expect.stringContaining('something else') });
    expect(anchor()).toBe('Host server-b\n');
  });
});

describe('an anchor of this log', () => {
  const settle = () => vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 3_600_000);
  let store: Store;
  beforeAll(async () => {
    store = await data.open();
  });

  test('may be torn, empty, or hold blank lines', async () => {
    const [first = ''] = headsOf(genuine);
    for (const text of ['', first.slice(0, 90), `\n${genuine}\n`, genuine + first.slice(0, 90)]) {
      writeFileSync(files.anchorFile, text);
      await (await data.open({ audit: files })).close();
    }
  });

  test('that signs more than the log has is kept as it is: events were lost', async () => {
    const [row] = await data.query('select * from events order by position desc limit 1');
    const tampered = 'set session_replication_role = replica;';
    await record();
    const longer = anchor();
    await data.query(`${tampered} delete from events where position > ${row?.['position']}`);

    await expect(data.open({ audit: files })).rejects.toMatchObject({
      facts: { because: 'log-is-shorter' },
    });
    expect(anchor()).toBe(longer);
  });

  test('that could not be written is said once and clearly, and made up for by itself', async () => {
    const told: Error[] = [];
    const writer = await data.open({ audit: files, onError: (error) => told.push(error) });
    rmSync(files.anchorFile);
    mkdirSync(`${files.anchorFile}/in-the-way`, { recursive: true });
    for (let count = 0; count < 3; count += 1) {
      await writer.events.append(freshId(), 0, [requested]);
      await new Promise((resolve) => setTimeout(resolve, 1200));
    }
    rmSync(files.anchorFile, { recursive: true });
    await until(() => (existsSync(files.anchorFile) ? true : undefined), 15);
    await writer.close();

    expect(told).toHaveLength(1);
    expect(told[0]?.message).toMatch(/^The anchor file .* is no file/);
    settle();
    expect(await store.anchorLag(files.anchorFile)).toBeUndefined();
    vi.restoreAllMocks();
    genuine = anchor();
  });

  test('that is behind is told by doctor and by the check', async () => {
    await record();
    const [event] = await data.query('select max(position)::int as newest from events');
    const newest = Number(event?.['newest']);
    writeFileSync(files.anchorFile, genuine);
    expect(await store.anchorLag(files.anchorFile)).toBeUndefined();
    settle();
    const lag = await store.anchorLag(files.anchorFile);
    const verdict = await store.audit.verify(files);
    writeFileSync(files.anchorFile, '');
    const emptied = await store.anchorLag(files.anchorFile);
    vi.restoreAllMocks();

    expect(lag).toEqual({ anchored: newest - 1, events: newest });
    expect(emptied).toEqual({ anchored: 0, events: newest });
    expect(verdict).toMatchObject({ ok: false });
    await new Promise((resolve) => setTimeout(resolve, 11_000));
    const { stdout } = runRoundtrip(['--config', config, 'doctor', '--json']);
    expect(stdout).toContain(`is behind: it signs 0 of ${newest} events`);
    appendFileSync(files.anchorFile, genuine);
  }, 60_000);
});
