import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/index.ts';
import { launchBrowser, openBrowser as openPerson, skipWithoutChromium } from '../support/browser.ts';
import { countAnswers, outputOf } from '../support/lab.ts';

/*
 * Each way in, by people in a browser, on one network with real faults. The first ones end with the verdict, the others with a fix
 * that is verified, each of another interface; with ROUNDTRIP_WAYS=all (`npm run test:ways`) all of them go on to a verified fix.
 */
const ALL = process.env['ROUNDTRIP_WAYS'] === 'all';

const TOKEN = 'a-token-that-nobody-guesses';
let demo: Demo;
let alertsPort: number;
let browser: BrowserContext;
/** Another browser, of somebody else. */
let other: BrowserContext;
const opened: Page[] = [];
let close: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  alertsPort = await freePort();
  process.env['ALERTS_TOKEN'] = TOKEN;
  const config: NonNullable<Parameters<typeof startDemo>[0]>['config'] = ({ channels }) => ({
    alerts: { port: alertsPort, channel: channels['net-ops']?.id },
  });
  [demo] = await Promise.all([startDemo({ config }), openBrowser()]);
}, 90_000);

afterAll(async () => {
  delete process.env['ALERTS_TOKEN'];
  await close();
  await demo.stop();
}, 60_000);

beforeEach(skipWithoutChromium);

/** What people see where a test failed, and what the bot logged: without it nobody can say what it waited for in vain. */
async function tellWhatStands(): Promise<void> {
  const alone = ['on-call', 'net-admin'].flatMap((person) => demo.workspace.ephemerals(person));
  for (const channel of ['net-ops', directWith('on-call'), directWith('net-admin')]) {
    const here = [...demo.workspace.messages(channel), ...alone.filter((one) => one.channel === channel)];
    process.stderr.write(`${channel}:\n`);
    for (const { ts, threadTs, onlyFor, text, blocks } of here.slice(-12)) {
      const buttons = JSON.stringify(blocks ?? []).match(/"action_id":"[^"]*"/g) ?? [];
      const where = `${ts} in ${threadTs ?? '-'}${onlyFor ? ` for ${onlyFor} alone` : ''}`;
      process.stderr.write(`  ${where}: ${text.slice(0, 200)} ${buttons.join(' ')}\n`);
    }
  }
  for (const page of opened.filter((one) => !one.isClosed())) {
    const seen = await page.locator('body').ariaSnapshot();
    process.stderr.write(`${page.url()} shows\n${seen.slice(-6_000)}\n`);
  }
  const log = await readFile(join(demo.lab.directory, 'bot.log'), 'utf8');
  process.stderr.write(`The bot's log ends with:\n${log.slice(-20_000)}\n`);
}

// A page that a failed test left open would hold one of the few connections that a browser makes to one server.
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await tellWhatStands();
  await Promise.all(opened.splice(0).map((page) => page.close()));
});

const SIZE = { width: 1400, height: 1000 };

async function openBrowser(): Promise<void> {
  try {
    // Two people share no cookie and no storage in either; in full they have a browser each.
    const launch = ALL ? launchBrowser : openPerson;
    const [one, two] = await Promise.all([launch(SIZE), launch(SIZE)]);
    [browser, other] = [one.browser, two.browser];
    close = async () => void (await Promise.all([one.close(), two.close()]));
  } catch {
    // There is none: the tests say so.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The direct message with the bot, as the page lists it. */
const DIRECT = 'roundtrip';

/** A page of the workspace for that person, in the conversation that the page calls so. */
async function open(person: string, where = '#net-ops', thread?: string, from = browser): Promise<Page> {
  const page = await from.newPage();
  opened.push(page);
  page.setDefaultTimeout(30_000);
  const query = new URLSearchParams({ as: person, in: where, ...(thread === undefined ? {} : { thread }) });
  await page.goto(`${demo.workspace.url}/?${query}`);
  return page;
}

async function send(page: Page, name: string | RegExp, text: string): Promise<void> {
  await page.getByRole('textbox', { name }).fill(text);
  await page.keyboard.press('Enter');
}

/** What was typed has brought the option up that Enter chooses. */
async function upForEnter(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('option', { name, selected: true }).waitFor();
}

type Message = ReturnType<Demo['workspace']['messages']>[number];

/** The newest message of that conversation after `since` which shows that. */
function shown(channel: string, pattern: RegExp, since: string): Promise<Message> {
  return demo.workspace.waitFor(
    (w) =>
      w
        .messages(channel)
        .toReversed()
        .find(
          ({ ts, text, blocks }) => ts > since && pattern.test(`${text} ${JSON.stringify(blocks ?? [])}`),
        ),
    30_000,
  );
}

function now(): string {
  return demo.workspace.state.nextTs();
}

/** The verdict with the button of its fix. */
function verdictOn(device: string, since: string, channel = 'net-ops'): Promise<Message> {
  return shown(channel, new RegExp(`"Send ${device}'s replies out ${device} \\(recommended\\)"`), since);
}

function directWith(person: string): string {
  return demo.workspace.as(person).directMessage().id;
}

/** Asks for the fix where the verdict stands, has it approved in the approver's direct message, and waits for its proof. */
async function fix(page: Page, device: string, channel: string, since: string): Promise<void> {
  await page
    .getByRole('button', { name: `Send ${device}'s replies out ${device} (recommended)` })
    .last()
    .click();
  await page.getByRole('dialog').getByRole('button').last().click();
  await shown(directWith('net-admin'), new RegExp(`asks to change server-b:.* ${device}`), since);
  const approver = await open('net-admin', DIRECT);
  await approver.getByRole('button', { name: 'Approve', exact: true }).last().click();
  await approver.getByRole('dialog').getByRole('button').last().click();
  await shown(channel, new RegExp(`Fixed:.*${device} of server-b answers`), since);
  await approver.close();
}

const ADDRESSES = { eth1: '172.16.5.4', eth2: '172.16.6.4', eth3: '172.16.7.4' } as const;
type Device = keyof typeof ADDRESSES;

/** The rest of the way, where all are gone to the end: the fix where the verdict stands, its proof, and its undo for the next. */
async function goOn(device: Device, verdict: Message, since: string): Promise<void> {
  if (!ALL) return;
  const { channel, threadTs, ts } = verdict;
  const where = channel === directWith('on-call') ? DIRECT : '#net-ops';
  const page = await open('on-call', where, threadTs ?? ts);
  await fix(page, device, channel, since);
  expect(await countAnswers(demo.lab, 'server-a', ADDRESSES[device])).toBe(2);
  await page.close();
  const approver = demo.workspace.as('net-admin');
  if (where === DIRECT) {
    // Whoever approves does not read what others write to the bot: the Home tab has the undo.
    approver.openHome();
    await demo.workspace.waitFor(() => JSON.stringify(approver.home() ?? '').includes('home-undo:1'));
    await approver.pressOnHome('home-undo:1');
  } else {
    const fixed = await shown(channel, new RegExp(`"text":"Undo".*${device}`), since);
    await approver.press(channel, fixed.ts, 'undo');
  }
  await shown(channel, new RegExp(`Undone:.*${device}`), since);
  // People do not play eight stories a minute: Slack takes some 50 edits in one.
  await delay(12_000);
}

/** Milliseconds for a way to its verdict, and to its end. */
const WITHIN = { timeout: ALL ? 120_000 : 30_000 };

describe(ALL ? 'a verified fix comes of each way' : 'the verdict comes of', WITHIN, () => {
  // The stories below begin with these two as well.
  if (ALL) {
    test('the command', async () => {
      const since = now();
      const page = await open('on-call');
      await send(page, 'Message #net-ops', '/roundtrip server-b eth1 from server-a');
      const verdict = await verdictOn('eth1', since);
      await page.close();
      await goOn('eth1', verdict, since);
    });

    test('the form on the Home tab, with what is found while one types', async () => {
      const since = now();
      const page = await open('on-call', DIRECT);
      await page.getByRole('button', { name: 'Home', exact: true }).click();
      await page.getByRole('button', { name: 'Check an interface' }).click();
      const form = page.getByRole('dialog', { name: 'Check an interface' });
      await form.getByRole('combobox', { name: 'Host' }).fill('er-b');
      await page.getByRole('option', { name: /^server-b/ }).click();
      await form.getByRole('combobox', { name: /^Interface/ }).fill('eth');
      await page.getByRole('option', { name: /^eth2 \(172\.16\.6\.4\)/ }).click();
      await form.getByRole('button', { name: 'Check it' }).click();
      const verdict = await verdictOn('eth2', since, directWith('on-call'));
      await page.close();
      await goOn('eth2', verdict, since);
    });
  }

  test('a mention in natural words', async () => {
    const since = now();
    const page = await open('on-call');
    await send(
      page,
      'Message #net-ops',
      "@roundtrip server-a can't reach server-b, eth0 is fine but eth2 is dead",
    );
    const verdict = await verdictOn('eth2', since);
    await page.close();
    await goOn('eth2', verdict, since);
  });

  test('a reply in a thread, in that thread', async () => {
    const since = now();
    const parent = demo.workspace.as('visitor').say('#net-ops', 'the database is away');
    const page = await open('on-call', '#net-ops', parent.ts);
    await send(page, /^Reply/, '@roundtrip server-b eth3 from server-a');
    const verdict = await verdictOn('eth3', since);
    expect(verdict.threadTs).toBe(parent.ts);
    await page.close();
    await goOn('eth3', verdict, since);
  });

  test('"Check this" on what somebody wrote', async () => {
    const since = now();
    const said = demo.workspace
      .as('visitor')
      .say('#net-ops', "server-a can't reach eth1 of server-b any more");
    const page = await open('on-call');
    const message = page.locator(`#messages .message[data-ts="${said.ts}"]`);
    await message.hover();
    await message.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: /Check this/ }).click();
    const form = page.getByRole('dialog', { name: 'Check an interface' });
    await form.waitFor();
    expect(await form.getByRole('combobox', { name: 'Host' }).inputValue()).toBe('server-b');
    await form.getByRole('button', { name: 'Check it' }).click();
    const verdict = await verdictOn('eth1', since);
    expect(verdict.threadTs).toBe(said.ts);
    await page.close();
    await goOn('eth1', verdict, since);
  });

  test('a direct message', async () => {
    const since = now();
    const page = await open('on-call', DIRECT);
    await send(page, /^Message/, 'eth2 of server-b does not answer to server-a');
    const verdict = await verdictOn('eth2', since, directWith('on-call'));
    await page.close();
    await goOn('eth2', verdict, since);
  });
});

/** What somebody pastes of server-b. */
const LISTINGS = ['ip addr', 'ip rule', 'ip route show table all', 'sysctl -a --pattern rp_filter'];

/** The commands in the first text of the message that begins so. */
function commandsIn(words: string, { blocks }: Message): string {
  const texts: string[] = [];
  JSON.stringify(blocks, (key, value) => {
    if (key === 'text' && typeof value === 'string') texts.push(value);
    return value;
  });
  const commands = texts.find((text) => text.startsWith(words))?.split('```')[1];
  if (commands === undefined) throw new Error(`no commands after "${words}": ${texts.join(' | ')}`);
  return commands.trim();
}

test(
  '"Explain this" on a pasted console leads to commands that repair it by hand, and to others that undo them',
  WITHIN,
  async () => {
    const since = now();
    const outputs = await Promise.all(
      LISTINGS.map(
        async (run) => `root@server-b:~# ${run}\n${await outputOf(demo.lab, 'server-b', run.split(' '))}`,
      ),
    );
    const said = demo.workspace
      .as('visitor')
      .say('#net-ops', `eth3 does not answer 172.16.0.4\n\`\`\`\n${outputs.join('\n')}\`\`\``);
    const page = await open('on-call');
    const message = page.locator(`#messages .message[data-ts="${said.ts}"]`);
    await message.hover();
    await message.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: /Explain this/ }).click();
    const answer = await shown('net-ops', /no host was reached/, since);
    expect(answer.threadTs).toBe(said.ts);
    await page.close();

    await outputOf(demo.lab, 'server-b', ['sh', '-ec', commandsIn('As root.', answer)]);
    const repaired = await countAnswers(demo.lab, 'server-a', ADDRESSES.eth3);
    await outputOf(demo.lab, 'server-b', ['sh', '-ec', commandsIn('To undo it:', answer)]);

    expect(repaired).toBe(2);
    expect(await countAnswers(demo.lab, 'server-a', ADDRESSES.eth3)).toBe(0);
  },
);

describe('a verified fix comes of', () => {
  test('the command, by two people in two browsers: each sees what the other does, and a reload loses nothing', {
    timeout: 90_000,
  }, async () => {
    const since = now();
    const channel = await open('on-call');
    const approver = await open('net-admin', DIRECT, undefined, other);
    await send(channel, 'Message #net-ops', '/roundtrip server-b eth1 from server-a');
    const verdict = await verdictOn('eth1', since);
    await channel.close();
    const asker = await open('on-call', '#net-ops', verdict.threadTs ?? verdict.ts);
    await asker.getByRole('button', { name: "Send eth1's replies out eth1 (recommended)" }).click();
    await asker.getByRole('dialog').getByRole('button').last().click();

    // Neither loads anything anew to see what the other did.
    const approve = approver.getByRole('button', { name: 'Approve', exact: true });
    await approve.waitFor();
    await asker.getByText('Approvals: 0 of 1').waitFor();

    await Promise.all([asker.reload(), approver.reload()]);
    await asker.getByText('Approvals: 0 of 1').waitFor();
    await asker
      .getByRole('button', { name: "Send eth1's replies out eth1 (recommended)" })
      .waitFor({ state: 'detached' });
    await approve.click();
    await approver.getByRole('dialog').getByRole('button').last().click();

    await asker.getByText('Approved.').first().waitFor();
    await approver.reload();
    await asker.getByText('Fixed:').first().waitFor();
    await approver.getByText('Approved.').first().waitFor();
    await approve.waitFor({ state: 'detached' });
    expect(await countAnswers(demo.lab, 'server-a', ADDRESSES.eth1)).toBe(2);

    const result = await shown('net-ops', /"text":"Undo"/, since);
    await demo.workspace.as('net-admin').press('#net-ops', result.ts, 'undo');
    await asker.getByText('Undone:').first().waitFor();
    await asker.close();
    await approver.close();
  });

  test('the form and the Home tab, by keyboard alone', { timeout: 90_000 }, async () => {
    const since = now();
    const page = await open('on-call');
    await page.getByRole('textbox', { name: 'Message #net-ops' }).focus();
    await page.keyboard.type('/roundtrip ');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Check an interface' }).waitFor();
    await page.keyboard.type('server-b');
    await upForEnter(page, /^server-b/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('eth1');
    await upForEnter(page, /^eth1/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('server-a');
    await page.keyboard.press('Enter');
    const verdict = await verdictOn('eth1', since);
    await page.close();
    const thread = await open('on-call', '#net-ops', verdict.threadTs ?? verdict.ts);
    await thread.getByRole('button', { name: "Send eth1's replies out eth1 (recommended)" }).press('Enter');
    await thread.getByRole('dialog').getByRole('button').last().press('Enter');
    await shown('net-ops', /Approvals: 0 of 1/, since);

    const approver = await open('net-admin', DIRECT);
    await approver.getByRole('button', { name: 'Home', exact: true }).press('Enter');
    await approver.getByRole('button', { name: 'Approve …' }).press('Enter');
    const dialog = approver.getByRole('dialog', { name: 'Approve the change' });
    await dialog.getByText('ip route add 172.16.5.0/24').first().waitFor();
    await dialog.getByRole('button', { name: 'Approve' }).press('Enter');

    await thread.getByText('Fixed:').first().waitFor();
    await approver.getByRole('button', { name: 'Undo' }).waitFor();
    expect(await countAnswers(demo.lab, 'server-a', '172.16.5.4')).toBe(2);
    await thread.close();
    await approver.close();
  });

  test('an alert, once a person has taken it over', { timeout: 90_000 }, async () => {
    const since = now();
    const alert = {
      status: 'firing',
      labels: { alertname: 'InterfaceSilent', instance: 'server-b:9100', device: 'eth3' },
      startsAt: new Date().toISOString(),
      fingerprint: '5ef77f1f8a3ecfa5',
    };
    const response = await fetch(`http://127.0.0.1:${alertsPort}/alerts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ version: '4', alerts: [alert] }),
    });
    expect(response.status).toBe(200);

    const likely = await shown('net-ops', /Probe from server-a/, since);
    expect(JSON.stringify(likely.blocks)).not.toContain('Proven');
    const page = await open('on-call', '#net-ops', likely.threadTs ?? likely.ts);
    await page.getByRole('button', { name: 'Probe from server-a' }).last().click();
    await shown('net-ops', /Proven:.*eth3/, since);
    await fix(page, 'eth3', 'net-ops', since);

    expect(await countAnswers(demo.lab, 'server-a', '172.16.7.4')).toBe(2);
    await page.close();
  });
});
