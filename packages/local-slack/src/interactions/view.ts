import { inputErrors } from '../input-errors.ts';
import { enteredValues, fieldsOf, valuesOf } from '../input-values.ts';
import { isObject, type JsonObject, object, objects } from '../json.ts';
import type { User, View } from '../records.ts';
import { responseUrl } from '../response-url.ts';
import { SlackError } from '../slack-error.ts';
import { openView, replaceView, topView, viewToSlack } from '../views.ts';
import { ActError, type Context, common } from './context.ts';

/** What a submission came to; `errors` are by block id and leave the view open. */
export type Submission =
  | { outcome: 'closed' | 'updated' | 'pushed' | 'unanswered' }
  | { outcome: 'errors'; errors: Record<string, string> }
  /** The app answered with a view that Slack refuses: the person sees that there was trouble. */
  | { outcome: 'refused'; error: string; problems: unknown };

/**
 * Submits the modal that the person sees.
 * @param given what was filled in: plain text by action id (or block id), or Slack's own `state.values`
 */
export async function submitView(
  context: Context,
  user: User,
  given: Record<string, string | JsonObject> = {},
): Promise<Submission> {
  const { state } = context;
  const view = shownView(context, user);
  enter(view, given);
  const blocks = objects(view.content, 'blocks');
  const problems = inputErrors(blocks, valuesOf(blocks, view.values));
  if (Object.keys(problems).length > 0) return noteErrors(context, view, problems);
  const delivery = await context.transport.send({
    type: 'interactive',
    acceptsResponse: true,
    payload: {
      type: 'view_submission',
      ...common(context, user),
      view: viewToSlack(state, view),
      response_urls: responseUrls(context, user, blocks, view.values),
    },
  });
  if (delivery.outcome !== 'acknowledged') return { outcome: 'unanswered' };
  try {
    return follow(context, user, view, isObject(delivery.response) ? delivery.response : {});
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { outcome: 'refused', error: error.code, problems: error.fields.errors };
  }
}

/** Where a menu of conversations asks for it (`response_url_enabled`), the app may answer there. */
function responseUrls(
  context: Context,
  user: User,
  blocks: readonly JsonObject[],
  entered: JsonObject,
): JsonObject[] {
  const values = valuesOf(blocks, entered);
  return fieldsOf(blocks).flatMap(({ blockId, actionId, element, holding }) => {
    const channel = object(object(values, blockId), actionId)[holding.key];
    if (element.response_url_enabled !== true || typeof channel !== 'string') return [];
    const target = context.state.newResponseTarget({ channel, user: user.id });
    const url = responseUrl(context.url, target);
    return [{ block_id: blockId, action_id: actionId, channel_id: channel, response_url: url }];
  });
}

/** Does what the app's answer to a submission says. */
function follow(context: Context, user: User, view: View, response: JsonObject): Submission {
  const { state } = context;
  switch (response.response_action) {
    case 'errors':
      return noteErrors(context, view, object(response, 'errors'));
    case 'update':
      replaceView(state, view, object(response, 'view'));
      return { outcome: 'updated' };
    case 'push':
      openView(state, user.id, object(response, 'view'), { onto: view });
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

/** Notes what was filled in, as the person's own client does. */
export function enter(view: View, given: Readonly<Record<string, string | JsonObject>>): void {
  const entered = enteredValues(objects(view.content, 'blocks'), given);
  for (const [block, actions] of Object.entries(entered)) {
    view.values = { ...view.values, [block]: { ...object(view.values, block), ...(actions as JsonObject) } };
  }
}

/** Closes the modal that the person sees, and tells the app where it asked to know. */
export function closeView(context: Context, user: User): void {
  const { state } = context;
  const view = shownView(context, user);
  const clears = view.content.clear_on_close === true;
  const closed = [...state.views.values()].filter(
    (one) => one.id === view.id || (clears && one.user === user.id),
  );
  for (const one of closed) state.views.delete(one.id);
  state.changed({ kind: 'view', user: user.id });
  for (const one of closed.filter(({ content }) => content.notify_on_close === true)) {
    void context.transport.send({
      type: 'interactive',
      acceptsResponse: false,
      payload: {
        type: 'view_closed',
        ...common(context, user),
        view: viewToSlack(state, one),
        is_cleared: clears,
      },
    });
  }
}

function shownView(context: Context, user: User): View {
  const view = topView(context.state, user.id);
  if (!view) throw new ActError('view_not_found', `No dialog is open for ${user.name}`);
  return view;
}

/** Errors of blocks that are there; Slack shows none of others. */
function noteErrors(context: Context, view: View, errors: JsonObject): Submission {
  view.errors = Object.fromEntries(Object.entries(errors).map(([block, error]) => [block, String(error)]));
  context.state.changed({ kind: 'view', user: view.user });
  return { outcome: 'errors', errors: view.errors };
}
