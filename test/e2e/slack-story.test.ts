import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/index.ts';
import { launchBrowser, skipWithoutChromium } from '../support/browser.ts';
import { countAnswers } from '../support/lab.ts';

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo();
}, 90_000);

afterAll(async () => {
  await demo.stop();
}, 60_000);

/** A page of the workspace in a browser with a profile of its own. */
async function withPage(act: (page: Page) => Promise<void>): Promise<void> {
  const { browser, close } = await launchBrowser({ width: 1400, height: 1000 });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(45_000);
    await act(page);
  } finally {
    await close();
  }
}

describe('in the browser', () => {
  beforeEach(skipWithoutChromium);

  test('from the slash command to "fixed", by two people', { timeout: 180_000 }, async () => {
    const { workspace, lab } = demo;
    const before = await countAnswers(lab, 'server-a', '172.16.5.4');

    await withPage(async (page) => {
      await page.goto(`${workspace.url}/?as=on-call&in=%23net-ops`);
      await page
        .getByRole('textbox', { name: 'Message #net-ops' })
        .fill('/roundtrip server-b eth1 from server-a');
      await page.keyboard.press('Enter');
      const card = await workspace.waitFor(
        () => workspace.messages('net-ops').find(({ text }) => text.includes('server-b')),
        45_000,
      );
      await page.goto(`${workspace.url}/?as=on-call&in=%23net-ops&thread=${card.ts}`);
      await page.getByRole('button', { name: "Send eth1's replies out eth1 (recommended)" }).click();
      await confirmDialog(page);
      await page.goto(`${workspace.url}/?as=net-admin&in=%23net-ops&thread=${card.ts}`);
      await page.getByRole('button', { name: 'Approve' }).first().click();
      await confirmDialog(page);
      await page.getByText('Fixed:').first().waitFor();
    });

    expect(before).toBe(0);
    expect(await countAnswers(lab, 'server-a', '172.16.5.4')).toBe(2);
  });
});

describe('when the bot is killed', () => {
  test('while it waits for approval, the buttons work after its restart', { timeout: 180_000 }, async () => {
    const { workspace, lab } = demo;
    await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth2 from server-a');
    const verdict = await buttonOf(/Send eth2's replies/);
    await workspace.as('on-call').press('#net-ops', verdict.ts, verdict.label);
    const approval = await buttonOf(/^Approve$/);

    await demo.restartBot();
    await workspace.as('net-admin').press('#net-ops', approval.ts, approval.label);

    await workspace.waitFor(
      () =>
        workspace
          .messages('net-ops')
          .find((message) => JSON.stringify(message.blocks ?? []).includes('eth2 of server-b answers')),
      60_000,
    );
    expect(await countAnswers(lab, 'server-a', '172.16.6.4')).toBe(2);
  });
});

async function confirmDialog(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button').last().click();
}

/** The newest message of the channel that has a button whose text matches. */
function buttonOf(label: RegExp): Promise<{ ts: string; label: string }> {
  const { workspace } = demo;
  return workspace.waitFor(() => {
    for (const message of workspace.messages('net-ops').toReversed()) {
      for (const block of message.blocks ?? []) {
        const elements = block.type === 'actions' && Array.isArray(block.elements) ? block.elements : [];
        for (const element of elements) {
          const text: unknown = element.text?.text;
          if (typeof text === 'string' && label.test(text)) return { ts: message.ts, label: text };
        }
      }
    }
    return undefined;
  }, 60_000);
}
