import { setTimeout as delay } from 'node:timers/promises';
import type { Workspace } from '../../packages/local-slack/src/index.ts';
import type { Store } from '../../src/store/index.ts';
import { foldEvents, type TriageState } from '../../src/triage/index.ts';

type Message = ReturnType<Workspace['messages']>[number];

/** One request: its host names it, since every request has a host of its own. */
export type Asked = {
  host: string;
  how: 'command' | 'mention';
  /** Slack was told that it is recorded, and the person nothing else. */
  acknowledged: boolean;
  /** Whether the person goes on until the change is made. */
  wantsFix: boolean;
};

/** What a person does again who got no answer (ms). */
const TRY_AGAIN = 1_500;

/** Asks; a command that is not acknowledged is not repeated, since nobody knows what became of it. */
export async function ask(workspace: Workspace, asked: Omit<Asked, 'acknowledged'>): Promise<Asked> {
  const text = `${asked.host} eth1 from prober`;
  const person = workspace.as('on-call');
  if (asked.how === 'mention') {
    // Slack brings it again until it is acknowledged.
    person.say('#net-ops', `@roundtrip ${text}`);
    return { ...asked, acknowledged: true };
  }
  const before = workspace.ephemerals('on-call').length;
  const delivery = await person.slash('#net-ops', `/roundtrip ${text}`);
  const told = workspace.ephemerals('on-call').length > before;
  return { ...asked, acknowledged: delivery?.outcome === 'acknowledged' && !told };
}

/** The triages of a host, by what was recorded. */
export async function triagesOf(store: Store): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for await (const { event, triage } of store.audit.list()) {
    if (event.kind !== 'requested') continue;
    found.set(event.request.host, [...(found.get(event.request.host) ?? []), triage]);
  }
  return found;
}

export async function stateOf(store: Store, triage: string): Promise<TriageState | undefined> {
  return foldEvents(await store.events.read(triage));
}

/** Presses what the messages of the triage offer, until the change is made or the signal aborts; some press twice at once. */
export async function goOn(
  { workspace, store }: { workspace: Workspace; store: Store },
  triage: string,
  signal: AbortSignal,
  twice: () => boolean,
): Promise<void> {
  while (!signal.aborted) {
    const status = await stateOf(store, triage).then(
      (state) => state?.status,
      () => undefined,
    );
    if (status === 'diagnosed')
      await pressIn(workspace, triage, 'verdict', 'choose-remedy', 'on-call', twice());
    else if (status === 'awaiting-approval')
      await pressIn(workspace, triage, 'approval', 'approve', 'net-admin', twice());
    else if (status !== undefined && SETTLED.has(status)) return;
    await delay(TRY_AGAIN, undefined, { signal }).catch(() => undefined);
  }
}

const SETTLED = new Set<TriageState['status']>([
  'committed',
  'rolled-back',
  'failed',
  'outcome-unknown',
  'undone',
]);

/** Presses a button of the triage's message, where it stands there. */
export async function pressIn(
  workspace: Workspace,
  triage: string,
  slot: string,
  action: string,
  user: string,
  twice: boolean,
): Promise<void> {
  const message = messagesOf(workspace).find((each) => keyOf(each) === `${triage} ${slot}`);
  const button = buttonsIn(message).find((id) => id.replace(/:\d+$/, '') === action);
  if (!message || button === undefined) return;
  const press = () =>
    workspace
      .as(user)
      .press(message.channel, message.ts, button)
      .catch(() => undefined);
  await Promise.all(twice ? [press(), press()] : [press()]);
}

function buttonsIn(message: Message | undefined): string[] {
  return (message?.blocks ?? []).flatMap((block) => {
    const elements: unknown = block['elements'];
    if (block['type'] !== 'actions' || !Array.isArray(elements)) return [];
    return elements.map((element) => String(element.action_id));
  });
}

/** All that the bot has posted for everybody, direct messages included. */
export function messagesOf(workspace: Workspace): Message[] {
  return [...workspace.state.channels.values()]
    .flatMap(({ id }) => workspace.messages(id))
    .filter(({ botId, onlyFor }) => botId !== undefined && onlyFor === undefined);
}

/** Which message it is, by what it carries: the triage and the slot; undefined where it carries nothing. */
export function keyOf({ metadata }: Message): string | undefined {
  const payload = metadata?.['event_payload'];
  if (typeof payload !== 'object' || payload === null) return undefined;
  const { triage, slot } = payload as { triage?: string; slot?: string };
  return `${triage} ${slot}`;
}
