import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { manifestOptions } from '../../packages/local-slack/src/index.ts';
import type { Store } from '../../src/store/index.ts';
import { root } from '../cli/run-roundtrip.ts';
import { strictRpFilter } from './sample.ts';
import { type Bench, id, sharedStore, startBench, stateOf, wordsOf } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench.stop());
afterAll(() => data.remove());

const manifest = join(root, 'manifest.yml');

/** A conversation of three people and the bot. */
function groupMessage(): string {
  const { state, identity, users } = bench.workspace;
  const people = [identity.botUserId, id(users, 'on-call'), id(users, 'net-admin')];
  return state.groupMessage(people.flatMap((each) => state.users.get(each) ?? [])).id;
}

describe('a conversation of several people', () => {
  test('is a place to ask in, with the scopes of the manifest', async () => {
    bench = await startBench(store, { workspace: await manifestOptions(manifest) });
    await bench.startBot();
    const channel = groupMessage();

    await bench.workspace.as('on-call').slash(channel, '/roundtrip server-b eth1');

    expect((await stateOf(bench, await bench.newest()))?.origin).toMatchObject({ channel });
    await bench.workspace.waitFor((w) => w.messages(channel).some((each) => wordsOf(each).includes('eth1')));
  });

  test.each(['im:read', 'mpim:read'])(
    'that cannot be read without %s is refused in so many words',
    async (scope) => {
      const options = await manifestOptions(manifest);
      const scopes = options.scopes?.filter((each) => each !== scope) ?? [];
      bench = await startBench(store, { workspace: { ...options, scopes } });
      await bench.startBot();
      const asker = bench.workspace.as('on-call');
      const channel = scope === 'im:read' ? asker.directMessage().id : groupMessage();

      await asker.slash(channel, '/roundtrip server-b eth1');

      const told = await bench.workspace.waitFor((w) => w.ephemerals('on-call').at(-1)?.text);
      expect(told).toMatch(/Slack does not let me look at this conversation.*install the app again/);
      expect(told).not.toContain('went wrong');
    },
  );
});

test("the approver's direct message leads to the thread", async () => {
  bench = await startBench(store, { workspace: await manifestOptions(manifest) });
  await bench.startBot();
  const { workspace } = bench;
  await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  const diagnosis = strictRpFilter();
  await bench.happen(triage, { kind: 'diagnosed', diagnosis, final: true, transcripts: [] });
  const verdict = await workspace.waitFor(() => bench.thread()[0]);

  const plan = diagnosis.remedies[0]?.plan?.hash ?? '';
  await bench.triages.chooseRemedy(triage, `slack:${id(workspace.users, 'on-call')}`, 'policy-routing', plan);

  const asked = await workspace.waitFor(() =>
    bench.directMessages('net-admin').find((each) => wordsOf(each).includes('Open the thread')),
  );
  const address = /<(http[^|]*)\|Open the thread>/.exec(wordsOf(asked))?.[1]?.replaceAll('&amp;', '&');
  expect(address).toMatch(
    new RegExp(`/archives/${bench.channel.id}/p${verdict.ts.replace('.', '')}\\?thread_ts=`),
  );
});
