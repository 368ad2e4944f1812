import { acceptViewBlocks } from '../blocks/surfaces.ts';
import { newId } from '../identifiers.ts';
import { isObject, type JsonObject, text } from '../json.ts';
import { VIEW_LIMITS } from '../limits.ts';
import type { View } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import type { WorkspaceState } from '../state.ts';
import { type Call, type Methods, required } from './method.ts';

export const VIEW_METHODS: Methods = {
  'views.open': {
    scopes: [],
    run(call) {
      const user = exchangeTrigger(call);
      return { view: viewToSlack(call.state, openView(call.state, user, viewArgument(call))) };
    },
  },
  'views.push': {
    scopes: [],
    run(call) {
      const user = exchangeTrigger(call);
      const top = topView(call.state, user);
      return { view: viewToSlack(call.state, openView(call.state, user, viewArgument(call), top)) };
    },
  },
  'views.update': {
    scopes: [],
    run(call) {
      const { state, args } = call;
      const asked = text(args, 'view_id') ?? text(args, 'external_id') ?? required(call, 'view_id');
      const view = [...state.views.values()].find(
        (one) => one.id === asked || one.content.external_id === asked,
      );
      if (!view) throw new SlackError('not_found');
      if (args.hash !== undefined && args.hash !== view.hash) throw new SlackError('hash_conflict');
      replaceView(state, view, viewArgument(call));
      return { view: viewToSlack(state, view) };
    },
  },
  'views.publish': {
    scopes: [],
    run(call) {
      const { state } = call;
      const user = required(call, 'user_id');
      if (!state.users.has(user)) throw new SlackError('user_not_found');
      const content = viewArgument(call);
      const id = newId('V');
      const view: View = {
        ...{ id, user, type: 'home' as const, rootId: id, previousId: null, hash: newHash() },
        content: { ...content, blocks: acceptViewBlocks(content) },
      };
      state.homes.set(user, view);
      state.changed({ kind: 'view', user });
      return { view: viewToSlack(state, view) };
    },
  },
};

function viewArgument(call: Call): JsonObject {
  if (!isObject(call.args.view)) required(call, 'view');
  return isObject(call.args.view) ? call.args.view : {};
}

/** The person whose click the trigger stands for; a trigger works once, for three seconds. */
function exchangeTrigger(call: Call): string {
  const trigger = call.state.triggers.get(required(call, 'trigger_id'));
  if (!trigger) throw new SlackError('invalid_trigger_id');
  if (trigger.used) throw new SlackError('exchanged_trigger_id');
  if (Date.now() > trigger.expiresAt) throw new SlackError('expired_trigger_id');
  trigger.used = true;
  return trigger.user;
}

/** Opens a modal for a person, on top of another where one is given. */
export function openView(state: WorkspaceState, user: string, content: JsonObject, onto?: View): View {
  const blocks = acceptViewBlocks(content);
  const stack = [...state.views.values()].filter((view) => view.user === user);
  if (onto && stack.length >= VIEW_LIMITS.stack) throw new SlackError('push_limit_reached');
  if (!onto) for (const view of stack) state.views.delete(view.id);
  const id = newId('V');
  const view: View = {
    ...{ id, user, type: 'modal' as const, hash: newHash() },
    content: { ...content, blocks },
    rootId: onto?.rootId ?? id,
    previousId: onto?.id ?? null,
  };
  state.views.set(id, view);
  state.changed({ kind: 'view', user });
  return view;
}

export function replaceView(state: WorkspaceState, view: View, content: JsonObject): void {
  view.content = { ...content, blocks: acceptViewBlocks(content) };
  view.hash = newHash();
  delete view.errors;
  state.changed({ kind: 'view', user: view.user });
}

/** The view that a person sees: the one opened last. */
export function topView(state: WorkspaceState, user: string): View | undefined {
  return [...state.views.values()].filter((view) => view.user === user).at(-1);
}

function newHash(): string {
  return `${Math.floor(Date.now() / 1000)}.${newId('', 8)}`;
}

/** A view as Slack describes it in answers and interactions. */
export function viewToSlack(state: WorkspaceState, view: View, values: JsonObject = {}): JsonObject {
  const { teamId, appId, botId } = state.identity;
  const { content } = view;
  return {
    id: view.id,
    team_id: teamId,
    type: view.type,
    title: content.title ?? null,
    close: content.close ?? null,
    submit: content.submit ?? null,
    blocks: content.blocks,
    private_metadata: content.private_metadata ?? '',
    callback_id: content.callback_id ?? '',
    external_id: content.external_id ?? '',
    state: { values },
    hash: view.hash,
    clear_on_close: content.clear_on_close === true,
    notify_on_close: content.notify_on_close === true,
    root_view_id: view.rootId,
    previous_view_id: view.previousId,
    app_id: appId,
    app_installed_team_id: teamId,
    bot_id: botId,
  };
}
