import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/index.ts';
import { countAnswers } from '../support/lab.ts';

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo();
}, 90_000);

afterAll(async () => {
  await demo.stop();
}, 60_000);

/** The bot's newest messages of the channel, each as all that it shows. */
const shown = () =>
  demo.workspace
    .messages('net-ops')
    .toReversed()
    .map((message) => ({ ts: message.ts, words: JSON.stringify(message.blocks ?? []) }));

/** The newest message that shows all of this. */
function showing(...parts: readonly string[]): Promise<{ ts: string; words: string }> {
  return demo.workspace.waitFor(
    () => shown().find(({ words }) => parts.every((part) => words.includes(part))),
    60_000,
  );
}

const secondsLeft = (words: string) => Number(/prove it, (\d+) s left/.exec(words)?.[1] ?? 'NaN');

test("a person's ping is waited for, longer on request, by the next bot too, and proves the verdict", async () => {
  const { workspace, lab } = demo;
  await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth3 from 172.16.0.4');
  // What to run is known once the host's state was read, some seconds after packets are waited for.
  const run = 'Run `ping -c 5 172.16.7.4` on 172.16.0.4.';
  const waiting = await showing('eth3', 's left', 'Wait 1 more minute', run);
  await workspace.as('net-admin').press('#net-ops', waiting.ts, 'Wait 1 more minute');
  await workspace.waitFor(() => shown().some(({ words }) => secondsLeft(words) > 60), 20_000);

  await demo.restartBot();
  await workspace.waitFor(() => {
    const left = shown()
      .map(({ words }) => secondsLeft(words))
      .find((seconds) => seconds > 0);
    return left !== undefined && left <= 60;
  }, 60_000);
  await lab.exec('server-a', ['ping', '-c', '3', '-W', '1', '172.16.7.4']);

  const proven = await showing('eth3', '*Proven:*');
  expect(proven.ts).toBe(waiting.ts);
}, 180_000);

test('a wrong gateway is refused on the real host, and the right one fixes it', async () => {
  const { workspace, lab } = demo;
  const asker = workspace.as('on-call');
  await asker.slash('#net-ops', '/roundtrip server-b eth1 from server-a');
  const policy = "Send eth1's replies out eth1 (recommended)";
  const verdict = await showing(policy, 'Another gateway');
  const name = async (gateway: string) => {
    await asker.press('#net-ops', verdict.ts, 'Another gateway');
    await workspace.waitFor(() => asker.view());
    await asker.submitView({ 'gateway-typed': gateway });
  };

  await name('172.16.5.77');
  const refused = await showing('172.16.5.77 does not answer ARP on eth1', 'Another gateway');
  expect(refused.words).not.toContain(policy);

  await name('172.16.5.1');
  const planned = await showing(policy, 'Another gateway');
  await asker.press('#net-ops', planned.ts, policy);
  const approval = await showing('asks to change server-b', '"text":"Approve"');
  await workspace.as('net-admin').press('#net-ops', approval.ts, 'Approve');
  const fixed = await showing('*Fixed:* eth1 of server-b answers.');
  expect(fixed.words).toMatch(/Lost at reboot\.|survives a reboot/);
  expect(await countAnswers(lab, 'server-a', '172.16.5.4')).toBe(2);
}, 180_000);
