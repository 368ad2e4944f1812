import type { App } from '@slack/bolt';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Workspace } from '../../packages/local-slack/src/index.ts';
import { openBrowser, skipWithoutChromium } from '../support/browser.ts';
import { afterwards, socketApp, workspaceFor } from './bolt-app.ts';
import { picture } from './picture.ts';

const HOSTILE =
  '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script> & <b>bold</b>';

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

/** A card with a button that asks first; pressed, it asks net-admin in a direct message. */
function registerCard(app: App, workspace: Workspace): void {
  app.command('/roundtrip', async ({ ack, client, command }) => {
    await ack();
    const escaped = HOSTILE.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    await client.chat.postMessage({
      channel: command.channel_id,
      text: 'server-b drops pings to eth1',
      blocks: [
        { type: 'header', text: plain(`Triage of ${command.text}`) },
        { type: 'section', text: { type: 'mrkdwn', text: `*Host said:* \`\`\`${escaped}\`\`\`` } },
        { type: 'section', text: plain(HOSTILE) },
        {
          type: 'container',
          title: plain('Evidence'),
          is_collapsible: true,
          default_collapsed: true,
          child_blocks: [{ type: 'section', text: plain('rp_filter = 1') }],
        },
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              action_id: 'fix',
              style: 'primary',
              text: plain("Send eth1's replies out eth1"),
              confirm: {
                title: plain('Change server-b?'),
                text: { type: 'mrkdwn', text: 'It asks an *approver* first.' },
                confirm: plain('Ask'),
                deny: plain('Not now'),
              },
            },
          ],
        },
      ],
    });
  });
  app.action('fix', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || !body.channel || !body.message) return;
    const { channel, message, user } = body;
    await client.chat.postMessage({ channel: channel.id, thread_ts: message.ts, text: 'Asked for approval' });
    await client.chat.postEphemeral({
      channel: channel.id,
      user: user.id,
      text: 'You cannot approve it yourself',
    });
    await client.chat.postMessage({
      channel: workspace.users['net-admin']?.id ?? '',
      text: 'Please approve',
    });
  });
}

/** The card with another heading; all else in it stays. */
async function changeCard(workspace: Workspace, app: App, heading: string): Promise<void> {
  const [card] = workspace.messages('net-ops');
  const blocks = JSON.parse(JSON.stringify(card?.blocks ?? []));
  blocks[0].text.text = heading;
  await app.client.chat.update({ channel: card?.channel ?? '', ts: card?.ts ?? '', text: 'changed', blocks });
}

async function openPage(workspace: Workspace, path = ''): Promise<{ page: Page; problems: string[] }> {
  const { browser, close } = await openBrowser({ width: 1280, height: 860 });
  afterwards(close);
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(`${workspace.url}/${path}`);
  return { page, problems };
}

describe('the page', () => {
  beforeEach(skipWithoutChromium);

  it('takes a slash command, asks before the button, and shows what came of it', async () => {
    const workspace = await workspaceFor();
    await socketApp(workspace, (app) => registerCard(app, workspace));
    const { page, problems } = await openPage(workspace);

    const composer = page.getByRole('textbox', { name: 'Message #net-ops' });
    await composer.pressSequentially('/ro');
    await page.getByRole('option', { name: /\/roundtrip/ }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('server-b eth1 from server-a');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Triage of server-b eth1 from server-a' }).waitFor();

    await page.getByRole('button', { name: "Send eth1's replies out eth1" }).click();
    const dialog = page.getByRole('dialog', { name: 'Change server-b?' });
    expect(await dialog.getByText('approver').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(workspace.messages('net-ops')).toHaveLength(1);

    await page.getByRole('button', { name: "Send eth1's replies out eth1" }).click();
    await dialog.getByRole('button', { name: 'Ask' }).click();
    await page.getByText('You cannot approve it yourself').waitFor();
    expect(await page.getByText('Only visible to you').count()).toBe(1);
    await page.getByRole('button', { name: /1 reply/ }).click();
    await page.getByRole('complementary', { name: 'Thread' }).getByText('Asked for approval').waitFor();

    await page.getByRole('radio', { name: 'net-admin' }).click();
    await page.getByRole('button', { name: 'roundtrip, 1 unread' }).click();
    await page.getByText('Please approve').waitFor();
    await page.getByRole('button', { name: 'roundtrip', exact: true }).waitFor();
    expect(await page.getByText('You cannot approve it yourself').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  it('shows what a host said as text, never as markup', async () => {
    const workspace = await workspaceFor();
    await socketApp(workspace, (app) => registerCard(app, workspace));
    const { page, problems } = await openPage(workspace, '?as=visitor');

    await workspace.as('visitor').slash('#net-ops', '/roundtrip server-b eth1');
    await page.getByText('Host said:').waitFor();

    expect(await page.locator('.message pre').textContent()).toBe(HOSTILE);
    expect(await page.locator('.message img, .message script, .message b').count()).toBe(0);
    expect(await page.title()).not.toContain('owned');
    expect(problems).toEqual([]);
  });

  it('keeps an opened container open when the message changes', async () => {
    const workspace = await workspaceFor();
    const app = await socketApp(workspace, (one) => registerCard(one, workspace));
    const { page } = await openPage(workspace);
    await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
    await page.getByText('Evidence').click();
    await page.getByText('rp_filter = 1').waitFor();
    await changeCard(workspace, app, 'Triage, changed');
    await page.getByText('Triage, changed').waitFor();

    expect(await page.getByText('rp_filter = 1').isVisible()).toBe(true);
  });

  it('takes the press of a button whose message changes around it at that moment', async () => {
    const workspace = await workspaceFor();
    const app = await socketApp(workspace, (one) => registerCard(one, workspace));
    const { page, problems } = await openPage(workspace);
    await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
    const button = page.getByRole('button', { name: "Send eth1's replies out eth1" });

    await button.hover();
    await page.mouse.down();
    await changeCard(workspace, app, 'Triage, changed');
    await page.getByText('Triage, changed').waitFor();
    await page.mouse.up();
    await changeCard(workspace, app, 'Triage, changed again');
    await page.getByText('Triage, changed again').waitFor();
    await page.getByRole('dialog', { name: 'Change server-b?' }).getByRole('button', { name: 'Ask' }).click();

    await page.getByText('You cannot approve it yourself').waitFor();
    expect(problems).toEqual([]);
  });

  it('sends a file along, and shows pictures as such', async () => {
    const workspace = await workspaceFor();
    const { page, problems } = await openPage(workspace);
    const files = page.locator('#composer-place input[type=file]');

    await files.setInputFiles([
      { name: 'console.txt', mimeType: 'text/plain', buffer: Buffer.from('# ip route') },
      { name: 'path.png', mimeType: 'image/png', buffer: picture(64, 32) },
    ]);
    await page.getByRole('textbox', { name: 'Message #net-ops' }).fill('what I saw');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /console\.txt/ }).waitFor();

    const image = page.getByRole('img', { name: 'path.png' });
    const width = () => image.evaluate((one: { naturalWidth?: number }) => one.naturalWidth);
    await expect.poll(width, { timeout: 15_000 }).toBe(64);
    const [message] = workspace.messages('net-ops');
    expect(message?.text).toBe('what I saw');
    const [first] = message?.files ?? [];
    expect(await (await fetch(`${workspace.url}/files/${first?.id}/console.txt`)).text()).toBe('# ip route');
    expect(await files.inputValue()).toBe('');
    expect(problems).toEqual([]);
  });

  it('links the pages that help, which open beside it and bring what they need', async () => {
    const file = new URL('../../docs/paste.html', import.meta.url);
    const workspace = await workspaceFor({
      helpPages: [{ name: 'explain', title: 'Explain a console', file }],
    });
    const { page, problems } = await openPage(workspace, '?as=visitor');

    const opened = page.context().waitForEvent('page');
    await page.getByRole('link', { name: 'Explain a console' }).click();
    const help = await opened;
    await help.getByRole('button', { name: 'Show an example' }).click();
    await help.getByRole('button', { name: 'Explain', exact: true }).click();

    await help.getByText('rp_filter').first().waitFor();
    expect((await fetch(`${workspace.url}/help/other`)).status).toBe(404);
    expect(problems).toEqual([]);
  });

  it('says so when the app does not answer', async () => {
    const workspace = await workspaceFor({ acknowledgeMs: 200 });
    const app = await socketApp(workspace, (one) => registerCard(one, workspace));
    const { page } = await openPage(workspace);
    await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
    await page.getByRole('button', { name: "Send eth1's replies out eth1" }).waitFor();
    await app.stop();
    await workspace.waitFor((w) => w.connectionCount() === 0);

    await page.getByRole('button', { name: "Send eth1's replies out eth1" }).click();
    await page.getByRole('button', { name: 'Ask', exact: true }).click();

    await page.getByText('The app did not respond').waitFor();
  });
});
