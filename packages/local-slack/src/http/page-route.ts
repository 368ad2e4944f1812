import type { IncomingMessage, ServerResponse } from 'node:http';
import { ActError, type Context } from '../interactions/context.ts';
import { openHome } from '../interactions/home.ts';
import { press, pressInView } from '../interactions/press.ts';
import { say } from '../interactions/say.ts';
import { globalShortcut, messageShortcut } from '../interactions/shortcut.ts';
import { slash } from '../interactions/slash-command.ts';
import { suggest } from '../interactions/suggest.ts';
import { closeView, enter, submitView } from '../interactions/view.ts';
import { isObject, type JsonObject, object, objects, text } from '../json.ts';
import type { User, View } from '../records.ts';
import type { WorkspaceState } from '../state.ts';
import { topView } from '../views.ts';
import { decodeArguments, readBody } from '../web-api/arguments.ts';
import { answerJson, answerText } from './answers.ts';
import { conversationMessages, frameFor, isStringRecord } from './page-view.ts';

type Act = (context: Context, user: User, body: JsonObject) => unknown;

const ACTS: Record<string, Act> = {
  say: (context, user, body) => {
    const files = objects(body, 'files').map((file) => ({
      name: need(file, 'name'),
      content: Buffer.from(text(file, 'base64') ?? '', 'base64'),
    }));
    const said = files.length > 0 ? (text(body, 'text') ?? '') : need(body, 'text');
    return { ts: say(context, user, need(body, 'channel'), said, text(body, 'thread'), files).ts };
  },
  slash: (context, user, body) =>
    slash(context, user, need(body, 'channel'), need(body, 'text'), text(body, 'thread')),
  press: (context, user, body) =>
    press(context, user, need(body, 'channel'), need(body, 'ts'), need(body, 'actionId'), pressOptions(body)),
  'press-in-view': (context, user, body) => {
    const { state } = context;
    const view = shownView(state, user, body);
    if (isStringRecord(body.values)) enter(view, body.values);
    return pressInView(context, user, view, need(body, 'actionId'), pressOptions(body));
  },
  'submit-view': (context, user, body) =>
    submitView(context, user, isStringRecord(body.values) ? body.values : {}),
  'enter-values': ({ state }, user, body) => {
    const view = topView(state, user.id);
    if (view && view.id === text(body, 'view') && isStringRecord(body.values)) enter(view, body.values);
  },
  'close-view': (context, user) => closeView(context, user),
  shortcut: (context, user, body) => {
    const callbackId = need(body, 'callbackId');
    const ts = text(body, 'ts');
    if (ts === undefined) return globalShortcut(context, user, callbackId);
    return messageShortcut(context, user, need(body, 'channel'), ts, callbackId);
  },
  read: ({ state }, user, body) => state.markRead(user.id, need(body, 'channel')),
  home: (context, user, body) =>
    openHome(context, user, text(body, 'tab') === 'messages' ? 'messages' : 'home'),
  suggest: (context, user, body) => {
    const [channel, ts] = [text(body, 'channel'), text(body, 'ts')];
    const place =
      channel !== undefined && ts !== undefined
        ? { channel, ts }
        : { view: shownView(context.state, user, body) };
    const query = text(body, 'query') ?? '';
    return suggest(context, user, place, need(body, 'actionId'), query, text(body, 'blockId'));
  },
};

function shownView(state: WorkspaceState, user: User, body: JsonObject): View {
  const view = text(body, 'surface') === 'home' ? state.homes.get(user.id) : topView(state, user.id);
  if (!view) throw new ActError('view_not_found', 'This dialog is closed');
  return view;
}

function pressOptions(body: JsonObject): { blockId?: string; value?: string; chosen?: JsonObject } {
  const [blockId, value] = [text(body, 'blockId'), text(body, 'value')];
  return {
    ...(blockId === undefined ? {} : { blockId }),
    ...(value === undefined ? {} : { value }),
    ...(isObject(body.chosen) ? { chosen: object(body, 'chosen') } : {}),
  };
}

/** Whom the page shows first. */
function firstPerson(state: WorkspaceState): User | undefined {
  return [...state.users.values()].find((user) => !user.isBot);
}

function need(body: JsonObject, key: string): string {
  const value = text(body, key);
  if (value === undefined || value === '') throw new ActError('invalid_request', `${key} is missing`);
  return value;
}

/** Answers what the page asks and does: `/workspace/…`. Acts are JSON posts, so that no foreign form can send one. */
export async function answerPageRoute(
  context: Context,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = url.pathname.slice('/workspace/'.length);
  if (name === 'events') {
    streamChanges(context, request, response);
    return;
  }
  const isPost = request.method === 'POST';
  const contentType = request.headers['content-type'] ?? '';
  if (isPost && !contentType.startsWith('application/json')) {
    answerText(response, 'Send JSON', 415);
    return;
  }
  try {
    const body = isPost ? decodeArguments(contentType, await readBody(request)) : {};
    const as = text(body, 'as') ?? url.searchParams.get('as') ?? '';
    const user = as === '' ? firstPerson(context.state) : context.state.findUser(as);
    if (!user) throw new ActError('user_not_found', 'There is no such person');
    const act = isPost && Object.hasOwn(ACTS, name) ? ACTS[name] : undefined;
    if (act) answerJson(response, { ok: true, result: (await act(context, user, body)) ?? null });
    else if (name === 'frame') answerJson(response, frameFor(context.state, user, appInfo(context)));
    else if (name === 'messages') {
      const channel = context.state.channels.get(url.searchParams.get('channel') ?? '');
      if (!channel?.members.includes(user.id))
        throw new ActError('channel_not_found', 'No such conversation');
      answerJson(response, { messages: conversationMessages(context.state, user, channel.id) });
    } else answerText(response, 'Not found', 404);
  } catch (error) {
    if (!(error instanceof ActError)) throw error;
    answerJson(response, { ok: false, error: error.code, message: error.message }, 400);
  }
}

function appInfo({ commands, shortcuts, messagesReadOnly, helpPages }: Context): JsonObject {
  const help = helpPages.map(({ name, title }) => ({ title, address: `/help/${name}` }));
  return { commands, shortcuts, messagesReadOnly, help };
}

/** Server-sent events: one line a change, naming what to look at again. */
function streamChanges(context: Context, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(':\n\n');
  const stop = context.state.onChange((change) => response.write(`data: ${JSON.stringify(change)}\n\n`));
  const beat = setInterval(() => response.write(':\n\n'), 15_000);
  beat.unref();
  request.on('close', () => {
    clearInterval(beat);
    stop();
  });
}
