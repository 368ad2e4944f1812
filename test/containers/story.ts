import { setTimeout as sleep } from 'node:timers/promises';
import type { Composition } from './composition.ts';
import { expect } from './expect.ts';
import { buttonOf, type People, said } from './people.ts';

const PING = ['ping', '-n', '-c', '2', '-i', '0.2', '-W', '1'];

/** How many answers server-a gets from an address of server-b, asked over SSH from the bot's container. */
async function pingFromServerA({ attempt }: Composition, address: string): Promise<number> {
  const ssh = ['ssh', '-F', '/etc/roundtrip/ssh_config', 'server-a', ...PING, address];
  const { output } = await attempt(['exec', '-T', 'lab-bot', ...ssh]);
  const received = /(\d+) received/.exec(output)?.[1];
  if (received === undefined) throw new Error(`ping was not run: ${output}`);
  return Number(received);
}

/** Asks about an interface of server-b, and returns the words of the bot once the verdict is there. */
export async function ask(people: People, host: string): Promise<string> {
  const before = new Set((await people.messages('on-call')).map(({ ts }) => ts));
  await people.slash('on-call', `/roundtrip ${host} from server-a`);
  return people.until('verdict', 'on-call', (messages) => {
    const fresh = messages.filter(({ ts }) => !before.has(ts));
    return buttonOf(fresh, /recommended/) && said(fresh);
  });
}

/** The article's story: the fault, the verdict, a refused and a taken approval, the fix, and the ping that works. */
export async function playStory(composed: Composition, people: People): Promise<string> {
  expect('answers to the ping before', await pingFromServerA(composed, '172.16.5.4'), 0);
  expect('the verdict', /strict rp_filter/.test(await ask(people, 'server-b eth1')), true);
  const verdict = await people.until('fix to choose', 'on-call', (all) => buttonOf(all, /recommended/));
  await people.press('on-call', verdict);
  const approval = await people.until('request for approval', 'net-admin', (all) =>
    buttonOf(all, /^Approve/),
  );
  await people.press('visitor', approval);
  await people.until('refusal', 'visitor', (all) =>
    all.find((message) => message.isEphemeral && said([message]).includes('not one of the approvers')),
  );
  expect('answers to the ping after a refusal', await pingFromServerA(composed, '172.16.5.4'), 0);
  await people.press('net-admin', approval);
  expect('the outcome', await outcome(composed), { cause: 'strict-rp-filter', status: 'committed' });
  expect('answers to the ping after', await pingFromServerA(composed, '172.16.5.4'), 2);
  return `strict-rp-filter, "${verdict.label}", committed; the ping: 0 answers before, 2 after`;
}

/** What the newest triage came to, once it is at rest. */
async function outcome({ attempt }: Composition): Promise<{ cause: string; status: string }> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const { output } = await attempt(['exec', '-T', 'lab-bot', 'node', 'bin/roundtrip.js', 'list', '--json']);
    const { cause, status } = JSON.parse(output.slice(output.indexOf('{'))).triages[0];
    if (!/^(?:awaiting-|applying$)/.test(status) || Date.now() > deadline) return { cause, status };
    await sleep(1000);
  }
}
