import { acceptView } from './blocks/surfaces.ts';
import { newId } from './identifiers.ts';
import { currentConversation, valuesOf } from './input-values.ts';
import type { JsonObject } from './json.ts';
import { objects, text } from './json.ts';
import { VIEW_LIMITS } from './limits.ts';
import type { View } from './records.ts';
import { SlackError } from './slack-error.ts';
import type { WorkspaceState } from './state.ts';

/**
 * Opens a modal for a person, on top of another where one is given, from the conversation in which the person was.
 * Throws Slack's refusal of it.
 */
export function openView(
  state: WorkspaceState,
  user: string,
  content: JsonObject,
  { onto, channel }: { onto?: View; channel?: string | undefined } = {},
): View {
  const accepted = acceptView(content, 'modal', state);
  const stack = stackOf(state, user);
  if (onto && stack.length >= VIEW_LIMITS.stack) throw new SlackError('push_limit_reached');
  refuseSecond(state, text(content, 'external_id'), onto ? [] : stack);
  if (!onto) for (const view of stack) state.views.delete(view.id);
  const id = newId('V');
  const view: View = {
    ...{ id, user, type: 'modal' as const, hash: newHash(), content: accepted },
    values: channel === undefined ? {} : currentConversation(objects(accepted, 'blocks'), channel),
    rootId: onto?.rootId ?? id,
    previousId: onto?.id ?? null,
  };
  state.views.set(id, view);
  state.changed({ kind: 'view', user });
  return view;
}

/** Publishes the Home tab of a person in place of the one before. Throws Slack's refusal of it. */
export function publishHome(state: WorkspaceState, user: string, content: JsonObject): View {
  const before = state.homes.get(user);
  const accepted = acceptView(content, 'home', state);
  refuseSecond(state, text(content, 'external_id'), before ? [before] : []);
  const id = before?.id ?? newId('V');
  const view: View = {
    ...{ id, user, type: 'home' as const, rootId: id, previousId: null, hash: newHash() },
    ...{ content: accepted, values: {} },
  };
  state.homes.set(user, view);
  state.changed({ kind: 'view', user });
  return view;
}

/** Puts another content into a view that is open. What was entered stays where block and action are the same. */
export function replaceView(state: WorkspaceState, view: View, content: JsonObject): void {
  const accepted = acceptView(content, view.type, state);
  refuseSecond(state, text(content, 'external_id'), [view]);
  view.content = accepted;
  view.hash = newHash();
  delete view.errors;
  state.changed({ kind: 'view', user: view.user });
}

function refuseSecond(
  state: WorkspaceState,
  externalId: string | undefined,
  goingAway: readonly View[],
): void {
  if (externalId === undefined || externalId === '') return;
  const taken = [...state.views.values(), ...state.homes.values()].some(
    (view) => view.content.external_id === externalId && !goingAway.includes(view),
  );
  if (taken) throw new SlackError('duplicate_external_id');
}

function stackOf(state: WorkspaceState, user: string): View[] {
  return [...state.views.values()].filter((view) => view.user === user);
}

/** The view that a person sees: the one opened last. */
export function topView(state: WorkspaceState, user: string): View | undefined {
  return stackOf(state, user).at(-1);
}

function newHash(): string {
  return `${Math.floor(Date.now() / 1000)}.${newId('', 8)}`;
}

/** A view as Slack describes it in answers and interactions. */
export function viewToSlack(state: WorkspaceState, view: View): JsonObject {
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
    state: { values: valuesOf(objects(content, 'blocks'), view.values) },
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
