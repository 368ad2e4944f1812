import { env } from 'node:process';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../packages/local-slack/src/index.ts';
import { skipWithoutAxe, violationsOf } from '../support/axe.ts';
import { openBrowser, skipWithoutChromium } from '../support/browser.ts';
import { afterwards } from './bolt-app.ts';
import { showcase } from './showcase.ts';
import { DRAWER, type State, statesOf } from './showcase-states.ts';

/** Waits as long as a loaded machine may need. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000 });

const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };
const SMALL_PHONE = { width: 360, height: 740 };

async function openPage(viewport: { width: number; height: number }, workspace: Workspace): Promise<Page> {
  const { browser, close } = await openBrowser(viewport);
  afterwards(close);
  const page = await browser.newPage();
  await page.goto(workspace.url);
  return page;
}

/** Reaches a state from a fresh page, without the dialog that an earlier state left open. */
async function reach(page: Page, workspace: Workspace, { query, reach: go }: State): Promise<void> {
  const onCall = workspace.as('on-call');
  while (onCall.view()) onCall.closeView();
  await page.goto('about:blank');
  await page.goto(`${workspace.url}/?${query}`);
  await go(page);
  await page.evaluate(
    'Promise.all(document.getAnimations().map((one) => one.playState === "running" && one.effect.getTiming().iterations !== Infinity ? one.finished : undefined))',
  );
}

/** By how much something is wider or higher than the page's own window, in pixels. */
function overflowOf(page: Page): Promise<number[]> {
  return page.evaluate<number[]>(
    '[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]',
  );
}

/** Elements that show a scrollbar across, though everything in a narrow page is to be read downwards. */
function sidewaysOf(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`[...document.querySelectorAll('*')].filter((one) => {
    const { overflowX } = getComputedStyle(one);
    return (overflowX === 'auto' || overflowX === 'scroll') && one.scrollWidth > one.clientWidth + 1;
  }).map((one) => one.outerHTML.slice(0, 80))`);
}

describe('every state of the page', () => {
  beforeEach((context) => {
    skipWithoutChromium(context);
    skipWithoutAxe(context);
  });

  // ROUNDTRIP_STATES=all: on each of them every state; else they share out every second one.
  const ALL = env['ROUNDTRIP_STATES'] === 'all';
  it.each([
    ['at a desk', DESKTOP, 'light', 0],
    ['on a phone', PHONE, 'light', 1],
    ['on a small phone, dark', SMALL_PHONE, 'dark', 2],
  ] as const)(
    'has no violation and no dead scrollbar %s',
    { timeout: 180_000 },
    async (_where, size, colorScheme, turn) => {
      const { workspace, cardTs } = await showcase();
      const page = await openPage(size, workspace);
      await page.emulateMedia({ colorScheme });
      const all = [...statesOf(cardTs), ...(size === DESKTOP ? [] : [DRAWER])];
      const states = all.filter((_, at) => ALL || at % 6 === turn * 2);

      const found: Record<string, unknown> = {};
      for (const state of states) {
        await reach(page, workspace, state);
        const wrong = [...(await violationsOf(page)), ...(await sidewaysOf(page))];
        const overflow = await overflowOf(page);
        if (wrong.length > 0 || overflow.some((pixels) => pixels > 0))
          found[state.name] = { wrong, overflow };
      }

      expect(states.length).toBeGreaterThan(ALL ? 10 : 1);
      expect(found).toEqual({});
    },
  );
});

describe('reading', () => {
  beforeEach(skipWithoutChromium);

  it('a channel opens at its end, a thread at its top; a long thread stays where one reads', async () => {
    const { workspace, cardTs } = await showcase();
    const page = await openPage(DESKTOP, workspace);
    await page.goto(`${workspace.url}/?as=on-call&in=%23net-ops&thread=${cardTs}`);
    const thread = page.getByRole('log', { name: 'Thread messages' });
    await thread.getByText('Reply 24').waitFor();
    const left = (id: string): Promise<number> =>
      page.evaluate<number>(
        `(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight)(document.getElementById('${id}'))`,
      );

    await page.getByRole('main').getByText('Only an approver').waitFor();
    await eventually(() => left('messages')).toBeLessThan(2);
    expect(await page.evaluate('document.getElementById("thread-messages").scrollTop')).toBe(0);
    expect(await left('thread-messages')).toBeGreaterThan(100);
    workspace.as('visitor').say('#net-ops', 'one more', { thread: cardTs });
    await thread.getByText('one more').waitFor();
    expect(await page.evaluate('document.getElementById("thread-messages").scrollTop')).toBe(0);
  });

  it('times stand in the time zone and the language of the reader', async () => {
    const { workspace } = await showcase();
    const page = await openPage(DESKTOP, workspace);
    const dateIn = async (person: string): Promise<string | null> => {
      await page.goto(`${workspace.url}/?as=${person}&in=%23net-ops`);
      return page.locator('.message time[datetime="2027-01-01T00:00:00.000Z"]').first().textContent();
    };

    expect(await dateIn('on-call')).toBe('Jan 1, 2027 at 1:00 AM');
    expect(await dateIn('net-admin')).toBe('2027年1月1日 at 9:00');
  });

  it('a reload keeps what was begun: a draft in its own conversation, and a form', async () => {
    const { workspace } = await showcase();
    const page = await openPage(DESKTOP, workspace);
    await page.goto(`${workspace.url}/?as=on-call&in=%23net-ops`);
    const draft = (name: string) => page.getByRole('textbox', { name: `Message ${name}` });
    await draft('#net-ops').fill('half a sentence');
    await page.getByRole('button', { name: '#random', exact: true }).click();
    await draft('#random').waitFor();
    expect(await draft('#random').inputValue()).toBe('');
    await page.getByRole('button', { name: '#net-ops' }).click();
    await page.getByRole('main').getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByRole('menuitem', { name: /Check an interface/ }).click();
    await page.getByLabel('In your words').fill('eth1 is dead');
    await eventually(() => JSON.stringify(workspace.as('on-call').view()?.values)).toContain('eth1 is dead');

    await page.reload();

    await eventually(() => page.getByLabel('In your words').inputValue()).toBe('eth1 is dead');
    expect(await draft('#net-ops').inputValue()).toBe('half a sentence');
  });

  it('what is being typed into a menu stays when the app changes the form around it', async () => {
    const { workspace, update } = await showcase();
    const page = await openPage(DESKTOP, workspace);
    await page.goto(`${workspace.url}/?as=on-call&in=%23net-ops`);
    await page.getByRole('main').getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByRole('menuitem', { name: /Check an interface/ }).click();
    const host = page.getByRole('combobox', { name: 'Host' });
    await host.pressSequentially('router');

    await update({ submit: { type: 'plain_text', text: 'Look' } });

    await page.getByRole('button', { name: 'Look', exact: true }).waitFor();
    expect(await host.inputValue()).toBe('router');
    await page.getByRole('option', { name: 'router', selected: true }).waitFor();
    await page.keyboard.type('x');
    await eventually(() => host.inputValue()).toBe('routerx');
  });

  it('a link to a message opens it in its thread, and a reload loses nothing', async () => {
    const { workspace, cardTs } = await showcase();
    const page = await openPage(DESKTOP, workspace);
    const reply = workspace.thread('net-ops', cardTs)[20];
    const channel = workspace.channels['net-ops']?.id;
    await page.goto(
      `${workspace.url}/archives/${channel}/p${reply?.ts.replace('.', '')}?thread_ts=${cardTs}&cid=${channel}`,
    );

    const focused = (): Promise<string> => page.evaluate<string>('document.activeElement.dataset.ts ?? ""');
    await eventually(focused).toBe(reply?.ts);
    await page.reload();
    await page.getByRole('log', { name: 'Thread messages' }).getByText('Reply 24').waitFor();
  });
});

describe('by keyboard alone', () => {
  beforeEach(skipWithoutChromium);

  const activeName = (page: Page): Promise<string> =>
    page.evaluate<string>(
      '(({ ariaLabel, textContent }) => ariaLabel ?? textContent)(document.activeElement).trim()',
    );

  it('a message is one stop; arrow keys reach what is in it and the next one', async () => {
    const { workspace, cardTs } = await showcase();
    const page = await openPage(DESKTOP, workspace);
    await page.goto(`${workspace.url}/?as=on-call&in=%23net-ops`);
    const card = page.locator(`#messages .message[data-ts="${cardTs}"]`);
    await card.waitFor();

    const stops = await page.evaluate<number[]>(
      '[...document.querySelectorAll("#messages .message")].map((one) => [one, ...one.querySelectorAll("*")].filter((each) => each.tabIndex >= 0).length)',
    );
    expect(new Set(stops)).toEqual(new Set([1]));
    await card.focus();
    const names: string[] = [];
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press('ArrowRight');
      names.push(await activeName(page));
    }
    expect(names.slice(0, 5)).toEqual([
      'the kernel document',
      'More',
      '',
      expect.stringContaining('Evidence'),
      "Send eth1's replies out eth1 (recommended)",
    ]);
    await page.keyboard.press('Escape');
    expect(await card.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.press('ArrowRight');
    expect(await activeName(page)).toBe(names[5]);
    await page.keyboard.press('Tab');
    expect(await activeName(page)).toMatch(/^roundtrip at/);
  });

  it('a button is confirmed, and the focus is back on it', async () => {
    const { workspace, cardTs } = await showcase();
    const page = await openPage(DESKTOP, workspace);
    await page.goto(`${workspace.url}/?as=on-call&in=%23net-ops`);
    await page.locator(`#messages .message[data-ts="${cardTs}"]`).focus();
    for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight');

    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Change server-b?' }).waitFor();
    expect(await activeName(page)).toBe('Not now');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await activeName(page)).toContain('recommended');
  });

  it('a form is opened from the shortcuts, filled in with an option found by typing, and sent', async () => {
    const { workspace } = await showcase();
    const page = await openPage(PHONE, workspace);
    await page.goto(`${workspace.url}/?as=on-call&in=%23net-ops`);
    await page.getByRole('textbox', { name: 'Message #net-ops' }).focus();

    await page.keyboard.type('/check');
    await page.getByRole('option', { name: /Check an interface/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Check an interface' }).waitFor();
    await page.keyboard.type('server');
    await page.getByRole('option', { name: 'server-b' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.type('eth1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');

    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(workspace.as('on-call').view()).toBeUndefined();
  });

  it('on a phone the list of conversations opens, is left with Escape, and leads to the Home tab', async () => {
    const { workspace } = await showcase();
    const page = await openPage(PHONE, workspace);
    await page.goto(`${workspace.url}/?as=on-call&in=%23net-ops`);
    const list = page.getByRole('navigation', { name: 'Workspace' });
    const opener = page.getByRole('button', { name: /Conversations/ });
    await opener.waitFor();
    expect(await list.isVisible()).toBe(false);

    await opener.press('Enter');
    await list.waitFor();
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
    await opener.press('Enter');
    await list.getByRole('button', { name: 'roundtrip, 1 unread' }).press('Enter');
    await page.getByText('Please').waitFor();
    await page.getByRole('button', { name: 'Home', exact: true }).press('Enter');

    await page.getByRole('heading', { name: 'Standing fixes' }).waitFor();
    expect(await activeName(page)).toBe('Home');
  });
});
