import { setTimeout as sleep } from 'node:timers/promises';

type Button = { type?: string; action_id?: string; text?: { text?: string } };
type Block = { type?: string; elements?: Button[] };
export type Posted = {
  ts: string;
  thread_ts?: string;
  user?: string;
  text?: string;
  blocks?: Block[];
  isEphemeral: boolean;
};
type Found = { message: Posted; actionId: string; label: string };

const STEP_MS = 60_000;

/** People at the local Slack's page, over HTTP, as their browsers are. */
export type People = {
  slash(person: string, text: string): Promise<void>;
  press(person: string, found: Found): Promise<void>;
  messages(person: string): Promise<Posted[]>;
  /** Waits for a message that `look` answers something for. */
  until<T>(what: string, person: string, look: (messages: Posted[]) => T | undefined): Promise<T>;
};

export async function peopleAt(url: string): Promise<People> {
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${url}/workspace/${path}`, { signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const act = async (name: string, body: Record<string, unknown>) => {
    const answer = await fetch(`${url}/workspace/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  };
  const { conversations } = await get<{ conversations: { id: string; name: string }[] }>('frame?as=on-call');
  const channel = conversations.find(({ name }) => name === 'net-ops')?.id ?? '';
  const messages = async (as: string) =>
    (await get<{ messages: Posted[] }>(`messages?${new URLSearchParams({ as, channel })}`)).messages;
  return {
    slash: (as, text) => act('slash', { as, channel, text }),
    press: (as, { message, actionId }) => act('press', { as, channel, ts: message.ts, actionId }),
    messages,
    async until(what, person, look) {
      const deadline = Date.now() + STEP_MS;
      for (;;) {
        const found = look(await messages(person));
        if (found !== undefined) return found;
        if (Date.now() > deadline) throw new Error(`there was no ${what} within ${STEP_MS / 1000} s`);
        await sleep(200);
      }
    },
  };
}

/** The newest button whose text matches. */
export function buttonOf(messages: readonly Posted[], label: RegExp): Found | undefined {
  for (const message of messages.toReversed()) {
    for (const { type, elements = [] } of message.blocks ?? []) {
      if (type !== 'actions') continue;
      const button = elements.find(({ text }) => label.test(text?.text ?? ''));
      if (button?.action_id !== undefined)
        return { message, actionId: button.action_id, label: button.text?.text ?? '' };
    }
  }
  return undefined;
}

/** Everything that the messages say. */
export function said(messages: readonly Posted[]): string {
  return JSON.stringify(messages.map(({ text, blocks }) => ({ text, blocks })));
}
