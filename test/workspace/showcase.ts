import type { App } from '@slack/bolt';
import type { Workspace } from '../../packages/local-slack/src/index.ts';
import { socketApp, workspaceFor } from './bolt-app.ts';
import { picture } from './picture.ts';
import { cardBlocks, FORM, HOME, MORE } from './showcase-blocks.ts';

type Showcase = {
  workspace: Workspace;
  cardTs: string;
  /** The app changes the form that the person on call has open. */
  update: (more: Partial<typeof FORM>) => Promise<unknown>;
};

/** A workspace in which everything that the page can show has happened. */
export async function showcase(): Promise<Showcase> {
  const workspace = await workspaceFor({
    outsiders: true,
    timeZone: 'Europe/Berlin',
    people: { 'net-admin': { locale: 'ja-JP', timeZone: 'Asia/Tokyo' } },
    usergroups: [
      { id: 'S0456DEF', handle: 'net-approvers', name: 'Approvers', users: ['net-admin', 'on-call'] },
    ],
    shortcuts: [
      { callbackId: 'check', name: 'Check an interface', kind: 'global', description: 'Asks which one' },
      {
        callbackId: 'explain',
        name: 'Explain this',
        kind: 'message',
        description: 'Reads the console in it',
      },
    ],
  });
  const app = await socketApp(workspace, register);
  const update: Showcase['update'] = (more) =>
    app.client.views.update({
      view_id: workspace.as('on-call').view()?.id ?? '',
      view: { ...FORM, ...more },
    });
  return { workspace, cardTs: await tell(workspace, app), update };
}

function register(app: App): void {
  app.command('/roundtrip', async ({ ack }) => ack());
  app.action(/^(?:fix|stop|again|which|day|more)$/, async ({ ack }) => ack());
  app.action('next', async ({ ack, body, client }) => {
    await ack();
    if (body.type === 'block_actions') await client.views.push({ trigger_id: body.trigger_id, view: MORE });
  });
  app.shortcut('check', async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: FORM });
  });
  app.shortcut('explain', async ({ ack, shortcut, client }) => {
    await ack();
    await client.views.open({ trigger_id: shortcut.trigger_id, view: MORE });
  });
  app.options('host', async ({ ack, options }) => {
    const names = ['server-a', 'server-b', 'router'].filter((name) => name.includes(options.value));
    await ack({ options: names.map((value) => ({ text: { type: 'plain_text', text: value }, value })) });
  });
  app.view('check', async ({ ack, view }) => {
    const isReady = view.state.values.interface?.interface?.selected_option?.value === 'eth1';
    await (isReady ? ack() : ack({ response_action: 'errors', errors: { interface: 'It answers.' } }));
  });
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab === 'home') await client.views.publish({ user_id: event.user, view: HOME });
  });
}

/** What happened in the channels before anybody looked; answers with the card's timestamp. */
async function tell(workspace: Workspace, { client }: App): Promise<string> {
  const channel = workspace.channels['net-ops']?.id ?? '';
  const onCall = workspace.as('on-call');
  onCall.say(
    '#net-ops',
    "server-a can't reach server-b, @net-approvers: eth0 is fine, `eth1` is dead\n> ping: no answer",
    {
      files: [{ name: 'console.txt', content: '# ip route\n'.repeat(300) }],
    },
  );
  const shown = await client.filesUploadV2({
    file: picture(640, 320),
    filename: 'path.png',
    alt_text: 'The path',
  });
  const [{ files: [file] = [] } = {}] = shown.files ?? [];
  const card = await client.chat.postMessage({
    channel,
    text: 'server-b drops pings to eth1',
    blocks: cardBlocks(file?.id ?? ''),
  });
  const ts = card.ts ?? '';
  await client.reactions.add({ channel, timestamp: ts, name: 'eyes' });
  for (let count = 1; count <= 24; count++) {
    await client.chat.postMessage({
      channel,
      thread_ts: ts,
      text: `Reply ${count}: what was seen there\nin two lines`,
    });
  }
  await client.filesUploadV2({
    ...{
      channel_id: channel,
      thread_ts: ts,
      file: picture(320, 160),
      filename: 'after.png',
      title: 'After the fix',
    },
  });
  await client.chat.postEphemeral({ channel, user: onCall.user.id, text: 'Only an approver can approve.' });
  await client.chat.postMessage({
    channel: onCall.user.id,
    text: 'Please *approve* the change of server-b.',
  });
  return ts;
}
