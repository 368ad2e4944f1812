import { afterAll, expect, test } from 'vitest';
import { sharedStore, startBench } from '../slack/support.ts';
import { until } from '../store/support.ts';

const data = sharedStore();
afterAll(() => data.remove());

test('a bot knows whether Slack reaches it: connected, cut off, connected again by itself', async () => {
  const bench = await startBench(await data.open());
  const slack = await bench.startBot();
  const first = slack.connection();
  const { host } = new URL(bench.workspace.url);

  bench.workspace.disconnect('abruptly');
  const lost = await until(() => (slack.connection().up ? undefined : slack.connection()));
  await until(() => (slack.connection().up ? true : undefined), 20);
  await bench.stop();

  expect(first).toMatchObject({ up: true, address: host });
  expect(lost).toMatchObject({ up: false, address: host });
  expect(lost.since).toBeGreaterThanOrEqual(first.since);
}, 40_000);
