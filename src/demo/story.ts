import type { Message, Workspace } from '../../packages/local-slack/src/index.ts';
import { RoundtripError } from '../errors.ts';
import { messageText } from './message-text.ts';
import type { Demo } from './start-demo.ts';

const CHANNEL = '#net-ops';

/** Longest wait for one step of the story, in milliseconds. */
const STEP_MS = 60_000;

/** What the story shows in the end. */
export type StoryEnd = { pingBefore: number; pingAfter: number };

/**
 * Plays the whole story on the demo's real parts and tells it: a ping that fails, the request, the verdict, the
 * asker's own approval refused, the visitor's refused, the approver's taken, the change applied and proved.
 */
export async function playStory(demo: Demo, tell: (text: string) => void): Promise<StoryEnd> {
  const { workspace } = demo;
  const say = (who: string, what: string): void => tell(`\n▸ ${who} ${what}`);

  const pingBefore = await showPing(demo, tell);
  say('on-call', 'types in #net-ops: /roundtrip server-b eth1 from server-a');
  await workspace.as('on-call').slash(CHANNEL, '/roundtrip server-b eth1 from server-a');
  const card = await until(workspace, 'the card', () => cardOf(workspace));
  const verdict = await until(workspace, 'the verdict', () => findButton(workspace, card, /recommended/));
  tell(framed(workspace, await until(workspace, 'the card', () => cardOf(workspace))));
  tell(framed(workspace, verdict.message));

  say('on-call', `presses "${verdict.label}"`);
  await workspace.as('on-call').press(CHANNEL, verdict.message.ts, verdict.label);
  const approval = await until(workspace, 'the request for approval', () =>
    findButton(workspace, card, /^Approve/),
  );
  tell(framed(workspace, approval.message));

  for (const person of ['on-call', 'visitor']) {
    say(person, `presses "${approval.label}"`);
    const before = workspace.ephemerals(person).length;
    await workspace.as(person).press(CHANNEL, approval.message.ts, approval.label);
    const refusal = await until(
      workspace,
      `the refusal for ${person}`,
      () => workspace.ephemerals(person)[before],
    );
    tell(framed(workspace, refusal, `only ${person} sees this`));
  }

  say('net-admin', `presses "${approval.label}"`);
  await workspace.as('net-admin').press(CHANNEL, approval.message.ts, approval.label);
  const known = new Set(workspace.thread('net-ops', card.ts).map(({ ts }) => ts));
  const result = await until(workspace, 'the result', () =>
    workspace
      .thread('net-ops', card.ts)
      .find((message) => !known.has(message.ts) && isSettled(workspace, message)),
  );
  tell(framed(workspace, result));
  const pingAfter = await showPing(demo, tell);
  return { pingBefore, pingAfter };
}

async function showPing({ lab }: Demo, tell: (text: string) => void): Promise<number> {
  const command = ['ping', '-n', '-c', '2', '-i', '0.2', '-W', '1', '172.16.5.4'];
  const { stdout } = await lab.exec('server-a', command);
  tell(`\n[server-a]# ${command.join(' ')}\n${stdout.trim()}`);
  return Number(/(\d+) received/.exec(stdout)?.[1] ?? 0);
}

function cardOf(workspace: Workspace): Message | undefined {
  const bot = workspace.identity.botUserId;
  return workspace
    .messages('net-ops')
    .find((message) => message.user === bot && message.threadTs === undefined);
}

type Found = { message: Message; label: string };

/** The newest message of the thread that has a button whose text matches. */
function findButton(workspace: Workspace, card: Message, label: RegExp): Found | undefined {
  for (const message of workspace.thread('net-ops', card.ts).toReversed()) {
    const text = buttonTexts(message).find((one) => label.test(one));
    if (text !== undefined) return { message, label: text };
  }
  return undefined;
}

function buttonTexts({ blocks = [] }: Message): string[] {
  const elements = blocks
    .filter(({ type }) => type === 'actions')
    .flatMap((block) => (Array.isArray(block.elements) ? block.elements : []));
  return elements.flatMap((element: { text?: { text?: string } }) => element.text?.text ?? []);
}

/** The result's post is there at once and changes in place; it is told when the change is settled. */
function isSettled(workspace: Workspace, message: Message): boolean {
  return /answer|rolled back|refused|not applied|verified/i.test(messageText(workspace, message));
}

function framed(workspace: Workspace, message: Message, note?: string): string {
  const author = workspace.state.findUser(message.user)?.name ?? message.user;
  const where =
    message.onlyFor === undefined && message.threadTs !== undefined && message.threadTs !== message.ts
      ? ' (in the thread)'
      : '';
  const head = `┌ ${author}${where}${note === undefined ? '' : ` — ${note}`}`;
  const body = messageText(workspace, message)
    .split('\n')
    .map((line) => `│ ${line}`);
  return ['', head, ...body, '└'].join('\n');
}

async function until<T>(workspace: Workspace, what: string, look: () => T | undefined): Promise<T> {
  try {
    return await workspace.waitFor(() => look(), STEP_MS);
  } catch (cause) {
    throw new RoundtripError(
      'demo-step-missing',
      `The demo waited in vain for ${what}.`,
      'Run it again; if it stays so, start it without --once and look at the page.',
      { cause },
    );
  }
}
