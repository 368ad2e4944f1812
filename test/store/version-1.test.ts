import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { render } from '../../src/slack/views/render.ts';
import { tellStory } from '../../src/slack/views/story.ts';
import type { Surroundings } from '../../src/slack/views/surroundings.ts';
import type { Store } from '../../src/store/index.ts';
import { foldEvents, writeReport } from '../../src/triage/index.ts';
import { testData } from './support.ts';

/** Rows of the table `events` as the first version wrote them: a fix that was undone, a look that failed, a pasted console. */
const ROWS = readFileSync(join(import.meta.dirname, '../fixtures/events-version-1.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Record<string, unknown> => JSON.parse(line));
const FIXED = 'T2PVJ5N3K0A';
const FAILED = 'T2PVJ5N3K0B';
const PASTED = 'T2PVJ5N3K0C';
const HEADLINE = 'server-b drops pings to eth1: strict rp_filter, because replies leave by eth0';

const data = testData();
let store: Store;

beforeAll(async () => {
  store = await data.open();
  for (const row of ROWS) {
    await data.query(
      'insert into events (position, triage, sequence, at, event, previous_hash, hash) values ($1, $2, $3, $4, $5, $6, $7)',
      ['position', 'triage', 'sequence', 'at', 'event', 'previous_hash', 'hash'].map((name) => row[name]),
    );
  }
});
afterAll(() => data.remove());

describe('events of version 1', () => {
  it('verify, and the chain goes on behind them', async () => {
    await store.events.append('T0000000001', 0, [
      {
        kind: 'requested',
        by: 'cli:root@test',
        origin: { kind: 'cli' },
        request: { host: 'server-b', interface: 'eth1', protocol: 'icmp' },
      },
    ]);

    const [last] = await data.query('select previous_hash from events order by position desc limit 1');
    expect(await store.audit.verify()).toMatchObject({ ok: true, events: ROWS.length + 1 });
    expect(last?.previous_hash).toBe(ROWS.at(-1)?.hash);
  });

  it('are all understood when they are exported', async () => {
    const kinds: string[] = [];
    for await (const { event } of store.audit.list(FIXED)) kinds.push(event.kind);

    expect(kinds).toEqual([
      ...['requested', 'progress', 'diagnosed', 'diagnosed', 'remedy-chosen', 'approval-refused'],
      ...['approved', 'apply-started', 'undo-armed', 'applied', 'verified', 'committed'],
      ...['undo-asked', 'undone'],
    ]);
  });

  it('fold to the state that they had', async () => {
    const fixed = foldEvents(await store.events.read(FIXED));
    const failed = foldEvents(await store.events.read(FAILED));

    expect(fixed).toMatchObject({ status: 'undone', diagnosis: { headline: HEADLINE, certainty: 'proven' } });
    expect(fixed?.change?.plan.blastRadius[0]).toMatchObject({ flow: expect.stringMatching(/172\.16/) });
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'interface-unknown' } });
  });

  it('make the page for a change record', async () => {
    const report = writeReport(await store.events.read(FIXED)) ?? '';

    expect(report).toContain('strict rp\\_filter, because replies leave by eth0');
    expect(report).toContain('Changes 8 of 47 known flows');
    expect(report).toContain('Approved by: slack:U0ADMIN');
    expect(report).toContain('server-b answers pings to eth1');
  });

  it('make the thread, a pasted console’s too', async () => {
    const shown = async (triage: string) => {
      const story = tellStory(await store.events.read(triage));
      return story ? JSON.stringify(render(story, AROUND)) : '';
    };

    const fixed = await shown(FIXED);
    expect(fixed).toContain(HEADLINE);
    expect(fixed).toContain('Changes 8 of 47 known flows');
    expect(await shown(PASTED)).toContain('db-03 drops pings to ens224: strict rp_filter');
  });
});

const AROUND: Surroundings = {
  language: 'en',
  names: new Map(),
  probeHosts: [],
  changes: 'allowed',
  breakGlass: false,
  asked: [{ user: 'U0ADMIN', reached: true }],
  groupsUnread: [],
  standing: ['card', 'verdict', 'ask:U0ADMIN'],
};
