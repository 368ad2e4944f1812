import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KnownBlock } from '@slack/types';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createButtons } from '../../src/slack/buttons.ts';
import { ACTION, type Press, writePress } from '../../src/slack/press.ts';
import { createSeals } from '../../src/slack/seals.ts';
import type { Store } from '../../src/store/index.ts';
import { until } from '../store/support.ts';
import { strictRpFilter } from './sample.ts';
import { type Bench, id, sharedStore, startBench, stateOf } from './support.ts';

/*
 * Somebody knows the signing secret, has seen messages of the channel, and forges what Slack would send. Nothing of it may
 * count, whatever the button; whoever is named as the presser is told, alone.
 */

const data = sharedStore();
const PORT = 20_000 + ((process.pid + 7) % 20_000);
const PLAN = strictRpFilter().remedies[0]?.plan?.hash ?? '';
const ACTIONS = Object.values(ACTION);

let store: Store;
let bench: Bench;
let answers: Server;
/** What was said to the presser alone, by trigger id. */
const told = new Map<string, string>();
let triage: string;
let other: string;
let trigger = 0;

beforeAll(async () => {
  store = await data.open();
  answers = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      told.set(request.url?.slice(1) ?? '', JSON.parse(text).text);
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => answers.listen(0, '127.0.0.1', resolve));
  bench = await startBench(store, { workspace: { requestUrl: `http://127.0.0.1:${PORT}/slack/events` } });
  await bench.startBot({ http: { port: PORT, host: '127.0.0.1' } });
  other = await awaitingApproval();
  triage = await awaitingApproval();
}, 60_000);

afterAll(async () => {
  await bench.stop();
  answers.close();
  await data.remove();
});

/** A triage in which the approval of a plan is awaited, and the message that asks for it stands. */
async function awaitingApproval(): Promise<string> {
  const { workspace } = bench;
  await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
  const asked = await until(async () => {
    const newest = await bench.newest();
    return newest === other ? undefined : newest;
  });
  const diagnosis = strictRpFilter();
  await bench.happen(asked, { kind: 'diagnosed', diagnosis, final: true, transcripts: [] });
  await bench.triages.chooseRemedy(asked, `slack:${id(workspace.users, 'on-call')}`, 'policy-routing', PLAN);
  await until(() => placeOf(asked, 'approval'));
  return asked;
}

async function placeOf(of: string, slot: string): Promise<string | undefined> {
  const posting = await store.postings.find(of, slot);
  return posting?.ts || undefined;
}

/** The value of a button as it stands in a message of the workspace. */
function valueIn(ts: string | undefined, action: string): string {
  const message = bench.thread().find((each) => each.ts === ts);
  const elements = (message?.blocks ?? []).flatMap((block) =>
    Array.isArray(block.elements) ? block.elements : [],
  );
  return String(elements.find((element) => element.action_id === action)?.value);
}

/** A button as the bot itself would have made it. */
async function sealed(
  press: Press,
  at: { action: string; slot?: string; channel?: string; workspace?: string; until?: number; key?: string },
): Promise<string> {
  const seals = createSeals(await store.keys.key(at.key ?? 'slack-buttons'));
  const buttons = createButtons(seals, at.workspace ?? bench.workspace.identity.teamId);
  const blocks = [
    { type: 'actions', elements: [{ type: 'button', action_id: at.action, value: writePress(press) }] },
  ] as KnownBlock[];
  const place = { channel: at.channel ?? bench.channel.id, slot: at.slot ?? 'approval' };
  const [block] = buttons.seal(blocks, {
    ...place,
    until: () => at.until ?? Date.now() + 60_000,
    uses: () => 0,
  });
  return block?.type === 'actions' && block.elements[0]?.type === 'button'
    ? String(block.elements[0].value)
    : '';
}

function send(text: string, at = Math.floor(Date.now() / 1000)): Promise<Response> {
  const secret = bench.workspace.signingSecret;
  return fetch(`http://127.0.0.1:${PORT}/slack/events`, {
    method: 'POST',
    body: text,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${createHmac('sha256', secret).update(`v0:${at}:${text}`).digest('hex')}`,
    },
  });
}

type Forged = { action: string; value: string; ts: string | undefined; user?: string; at?: number };

/** Presses as Slack would tell of it; answers what the presser was told. */
async function press(
  { action, value, ts, user = 'net-admin', at }: Forged,
  changes: Record<string, unknown> = {},
): Promise<{ status: number; said: () => Promise<string> }> {
  trigger += 1;
  const { teamId, appId } = bench.workspace.identity;
  const name = String(trigger);
  const payload = {
    type: 'block_actions',
    team: { id: teamId, domain: 'local' },
    api_app_id: appId,
    user: { id: id(bench.workspace.users, user), username: user, name: user, team_id: teamId },
    trigger_id: `forged.${name}`,
    response_url: `http://127.0.0.1:${(answers.address() as AddressInfo).port}/${name}`,
    channel: { id: bench.channel.id, name: 'net-ops' },
    container: { type: 'message', message_ts: ts, channel_id: bench.channel.id },
    message: { ts },
    actions: [{ type: 'button', action_id: action, block_id: 'approval', value }],
    ...changes,
  };
  const { status } = await send(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), at);
  return { status, said: () => until(() => told.get(name)) };
}

const happened = async () => (await store.events.read(triage)).map(({ event }) => event.kind);

type Case = { forge: (action: string) => Promise<Partial<Forged> & { changes?: object }>; said: RegExp };

const KNOWN_NOT = /do not know this button/;
const ELSEWHERE = /does not belong to this message/;

/** What a forger could make of a button; each of every kind of press. */
const FORGERIES: Record<string, Case> = {
  'a value in the clear': {
    forge: async () => ({ value: writePress({ triage, plan: PLAN, remedy: 'policy-routing' }) }),
    said: /older version/,
  },
  'no value': { forge: async () => ({ value: '' }), said: KNOWN_NOT },
  'a seal of another key': {
    forge: async (action) => ({ value: await sealed({ triage, plan: PLAN }, { action, key: 'another' }) }),
    said: KNOWN_NOT,
  },
  'a seal with one bit changed': {
    forge: async (action) => {
      const bytes = Buffer.from(await sealed({ triage, plan: PLAN }, { action }), 'base64url');
      const last = bytes.length - 1;
      bytes[last] = (bytes[last] ?? 0) ^ 1;
      return { value: bytes.toString('base64url') };
    },
    said: KNOWN_NOT,
  },
  'a seal cut short': {
    forge: async (action) => ({ value: (await sealed({ triage, plan: PLAN }, { action })).slice(0, -8) }),
    said: KNOWN_NOT,
  },
  'a button of another workspace': {
    forge: async (action) => ({
      value: await sealed({ triage, plan: PLAN }, { action, workspace: 'T0OTHER' }),
    }),
    said: KNOWN_NOT,
  },
  'a button of another channel': {
    forge: async (action) => ({
      value: await sealed({ triage, plan: PLAN }, { action, channel: 'C0OTHER' }),
    }),
    said: ELSEWHERE,
  },
  'the button in a payload of another channel': {
    forge: async (action) => ({
      value: await sealed({ triage, plan: PLAN }, { action }),
      changes: { channel: { id: 'C0OTHER', name: 'x' } },
    }),
    said: ELSEWHERE,
  },
  'a button for another kind of press': {
    forge: async (action) => ({
      value: await sealed(
        { triage, plan: PLAN },
        { action: action === ACTION.stop ? ACTION.approve : ACTION.stop },
      ),
    }),
    said: ELSEWHERE,
  },
  'a button of another message of the triage': {
    forge: async (action) => ({ value: await sealed({ triage, plan: PLAN }, { action, slot: 'verdict' }) }),
    said: ELSEWHERE,
  },
  "a button of somebody else's direct message": {
    forge: async (action) => {
      const admin = id(bench.workspace.users, 'net-admin');
      const asked = await store.postings.find(triage, `ask:${admin}`);
      const slot = { slot: `ask:${admin}`, channel: asked?.channel ?? '' };
      return {
        value: await sealed({ triage, plan: PLAN }, { action, ...slot }),
        ts: asked?.ts,
        user: 'on-call',
        changes: {
          channel: { id: slot.channel, name: 'directmessage' },
          container: { type: 'message', message_ts: asked?.ts, channel_id: slot.channel },
        },
      };
    },
    said: ELSEWHERE,
  },
  'a button of a message that does not stand': {
    forge: async (action) => ({
      value: await sealed({ triage, plan: PLAN }, { action, slot: 'ask:U0NOBODY' }),
    }),
    said: ELSEWHERE,
  },
  "another triage's button in this triage's message": {
    forge: async (action) => ({ value: await sealed({ triage: other, plan: PLAN }, { action }) }),
    said: ELSEWHERE,
  },
  "this triage's button in another triage's message": {
    forge: async (action) => ({
      value: await sealed({ triage, plan: PLAN }, { action }),
      ts: await placeOf(other, 'approval'),
    }),
    said: ELSEWHERE,
  },
  'the button in a message that is not there': {
    forge: async (action) => ({ value: await sealed({ triage, plan: PLAN }, { action }), ts: '1.000001' }),
    said: ELSEWHERE,
  },
  'the button in a dialog': {
    forge: async (action) => ({
      value: await sealed({ triage, plan: PLAN }, { action }),
      changes: { container: { type: 'view', view_id: 'V1' } },
    }),
    said: ELSEWHERE,
  },
  'a button that has expired': {
    forge: async (action) => ({
      value: await sealed({ triage, plan: PLAN }, { action, until: Date.now() - 1 }),
    }),
    said: /has expired/,
  },
};

describe.each(Object.entries(FORGERIES))('%s', (_name, { forge, said }) => {
  test.each(ACTIONS)('does not %s', async (action) => {
    const before = await happened();
    const { changes = {}, ...forged } = await forge(action);
    const ts = await placeOf(triage, 'approval');

    const outcome = await press({ action, ts, value: '', ...forged }, { ...changes });

    expect(outcome.status).toBe(200);
    expect(await outcome.said()).toMatch(said);
    expect(await happened()).toEqual(before);
  });
});

test('payloads of another app or workspace, of another time, or of nothing, do nothing', async () => {
  const ts = await placeOf(triage, 'approval');
  const genuine = { action: ACTION.approve, value: valueIn(ts, ACTION.approve), ts };
  const before = await happened();

  await press(genuine, { team: { id: 'T0OTHER', domain: 'x' } });
  await press(genuine, { api_app_id: 'A0OTHER' });
  const future = await press({ ...genuine, at: Math.floor(Date.now() / 1000) + 3_600 });
  const empty = await Promise.all(
    ['payload=null', 'payload=[]', 'payload=1', 'payload=%7B'].map((text) => send(text)),
  );

  expect(future.status).toBe(401);
  expect(empty.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  expect(await happened()).toEqual(before);
});

test('a genuine button tells nothing, and counts once, also for somebody else and after another round', async () => {
  const ts = await placeOf(triage, 'approval');
  const approve = valueIn(ts, ACTION.approve);
  const clear = Buffer.from(approve, 'base64url').toString('latin1');
  for (const word of [triage, PLAN, bench.channel.id, 'approve']) {
    expect(approve).not.toContain(word);
    expect(clear).not.toContain(word);
  }

  const askers = await press({ action: ACTION.approve, value: approve, ts, user: 'on-call' });
  expect(await askers.said()).toMatch(/somebody else must approve/);
  await press({ action: ACTION.approve, value: approve, ts });
  await bench.workspace.waitFor(() => valueIn(ts, ACTION.reject) !== 'undefined');
  const revoke = valueIn(ts, ACTION.reject);
  await press({ action: ACTION.reject, value: revoke, ts });
  expect(await stateOf(bench, triage)).toMatchObject({ status: 'diagnosed' });
  const asker = `slack:${id(bench.workspace.users, 'on-call')}` as const;
  await bench.triages.chooseRemedy(triage, asker, 'policy-routing', PLAN);

  const again = await press({ action: ACTION.reject, value: revoke, ts });
  const others = await press({ action: ACTION.reject, value: revoke, ts, user: 'on-call' });

  expect(await again.said()).toMatch(/used already/);
  expect(await others.said()).toMatch(/used already/);
  expect(await stateOf(bench, triage)).toMatchObject({ status: 'awaiting-approval' });
});

test('two presses of one button at once count once', async () => {
  const ts = await placeOf(other, 'approval');
  const blocks = bench.workspace.messages(bench.channel.id).find((each) => each.ts === ts)?.blocks ?? [];
  const elements = blocks.flatMap((block) => (Array.isArray(block.elements) ? block.elements : []));
  const value = String(elements.find((element) => element.action_id === ACTION.approve)?.value);

  await Promise.all([1, 2, 3].map(() => press({ action: ACTION.approve, value, ts })));

  const kinds = (await store.events.read(other)).map(({ event }) => event.kind);
  expect(kinds.filter((kind) => kind === 'approved')).toHaveLength(1);
});

test('a dialog is submitted by who opened it, and as it was opened', async () => {
  const { workspace } = bench;
  const { teamId, appId } = workspace.identity;
  const seals = createSeals(await store.keys.key('slack-buttons'));
  const opened = JSON.stringify({ triage, plan: PLAN });
  const view = { type: 'modal', callback_id: 'break-glass', private_metadata: opened, blocks: [] };
  const dialog = createButtons(seals, teamId).sealDialog(
    { ...view, type: 'modal', title: { type: 'plain_text', text: 'x' } },
    id(workspace.users, 'on-call'),
  );
  const before = await happened();
  const submit = (metadata: string | undefined) => {
    trigger += 1;
    const admin = id(workspace.users, 'net-admin');
    const payload = {
      type: 'view_submission',
      team: { id: teamId, domain: 'local' },
      api_app_id: appId,
      user: { id: admin, username: 'net-admin', name: 'net-admin', team_id: teamId },
      trigger_id: `forged.${trigger}`,
      view: {
        ...view,
        id: `V${trigger}`,
        hash: 'h',
        private_metadata: metadata,
        state: { values: { 'glass-reason': { reason: { value: 'it burns' } } } },
      },
    };
    return send(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
  };

  await submit(opened);
  await submit(dialog.private_metadata);

  await until(() => {
    const said = bench.directMessages('net-admin').map(({ text }) => text);
    return said.filter((text) => /do not know this|does not belong/.test(text)).length === 2 || undefined;
  });
  expect(await happened()).toEqual(before);
});
