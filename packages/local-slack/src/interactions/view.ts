import { isObject, type JsonObject, object, objects } from '../json.ts';
import type { User, View } from '../records.ts';
import { openView, replaceView, topView, viewToSlack } from '../web-api/views.ts';
import { ActError, type Context, common } from './context.ts';

/** What a submission came to; `errors` are by block id and leave the view open. */
export type Submission =
  | { outcome: 'closed' | 'updated' | 'pushed' | 'unanswered' }
  | { outcome: 'errors'; errors: Record<string, string> };

/**
 * Submits the modal that the person sees.
 * @param values what was filled in: plain text by action id (or block id), or Slack's own `state.values`
 */
export async function submitView(
  context: Context,
  user: User,
  values: Record<string, string | JsonObject> = {},
): Promise<Submission> {
  const { state } = context;
  const view = shownView(context, user);
  const stateValues = viewValues(view, values);
  const missing = missingInputs(view, stateValues);
  if (Object.keys(missing).length > 0) return noteErrors(context, view, missing);
  const delivery = await context.transport.send({
    type: 'interactive',
    acceptsResponse: true,
    payload: {
      type: 'view_submission',
      ...common(context, user),
      view: viewToSlack(state, view, stateValues),
      response_urls: [],
    },
  });
  if (delivery.outcome !== 'acknowledged') return { outcome: 'unanswered' };
  const response = isObject(delivery.response) ? delivery.response : {};
  switch (response.response_action) {
    case 'errors':
      return noteErrors(context, view, object(response, 'errors'));
    case 'update':
      replaceView(state, view, object(response, 'view'));
      return { outcome: 'updated' };
    case 'push':
      openView(state, user.id, object(response, 'view'), view);
      return { outcome: 'pushed' };
    case 'clear':
      for (const one of [...state.views.values()]) if (one.user === user.id) state.views.delete(one.id);
      break;
    default:
      state.views.delete(view.id);
  }
  state.changed({ kind: 'view', user: user.id });
  return { outcome: 'closed' };
}

/** Closes the modal that the person sees, and tells the app where it asked to know. */
export function closeView(context: Context, user: User): void {
  const { state } = context;
  const view = shownView(context, user);
  const clears = view.content.clear_on_close === true;
  for (const one of [...state.views.values()]) {
    if (one.id === view.id || (clears && one.user === user.id)) state.views.delete(one.id);
  }
  state.changed({ kind: 'view', user: user.id });
  if (view.content.notify_on_close !== true) return;
  void context.transport.send({
    type: 'interactive',
    acceptsResponse: false,
    payload: {
      type: 'view_closed',
      ...common(context, user),
      view: viewToSlack(state, view),
      is_cleared: clears,
    },
  });
}

function shownView(context: Context, user: User): View {
  const view = topView(context.state, user.id);
  if (!view) throw new ActError('view_not_found', `No dialog is open for ${user.name}`);
  return view;
}

function noteErrors(context: Context, view: View, errors: JsonObject): Submission {
  view.errors = Object.fromEntries(Object.entries(errors).map(([block, error]) => [block, String(error)]));
  context.state.changed({ kind: 'view', user: view.user });
  return { outcome: 'errors', errors: view.errors };
}

/** Slack's `state.values`: by block id, then action id. */
export function viewValues(view: View, given: Record<string, string | JsonObject>): JsonObject {
  const values: JsonObject = {};
  for (const block of objects(view.content, 'blocks')) {
    if (block.type !== 'input' || !isObject(block.element)) continue;
    const [blockId, actionId] = [String(block.block_id), String(block.element.action_id)];
    const value = given[actionId] ?? given[blockId];
    const byBlock = isObject(value) && isObject(value[actionId]) ? value[actionId] : value;
    const type = block.element.type;
    const filled = isObject(byBlock)
      ? { type, ...byBlock }
      : { type, value: byBlock ?? initial(block.element) };
    values[blockId] = { [actionId]: filled };
  }
  return values;
}

function initial(element: JsonObject): unknown {
  return element.initial_value ?? null;
}

function missingInputs(view: View, values: JsonObject): Record<string, string> {
  const missing: Record<string, string> = {};
  for (const block of objects(view.content, 'blocks')) {
    if (block.type !== 'input' || block.optional === true || !isObject(block.element)) continue;
    const id = String(block.block_id);
    const entry = object(object(values, id), String(block.element.action_id));
    const filled = Object.entries(entry).some(
      ([key, value]) => key !== 'type' && value !== null && value !== '',
    );
    if (!filled) missing[id] = 'Please complete this required field.';
  }
  return missing;
}
