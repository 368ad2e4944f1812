import { isObject, type JsonObject, text } from '../json.ts';
import type { Trigger, View } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import { openView, publishHome, replaceView, topView, viewToSlack } from '../views.ts';
import { type Call, type Methods, required, userOf } from './method.ts';

export const VIEW_METHODS: Methods = {
  'views.open': {
    scopes: [],
    run(call) {
      const content = viewArgument(call);
      const { user, channel } = exchangeTrigger(call);
      return { view: viewToSlack(call.state, openView(call.state, user, content, { channel })) };
    },
  },
  'views.push': {
    scopes: [],
    run(call) {
      const content = viewArgument(call);
      const { user, channel } = exchangeTrigger(call);
      const top = topView(call.state, user);
      if (!top) throw new SlackError('not_found');
      return { view: viewToSlack(call.state, openView(call.state, user, content, { onto: top, channel })) };
    },
  },
  'views.update': {
    scopes: [],
    run(call) {
      const { state } = call;
      const content = viewArgument(call);
      const view = namedView(call);
      checkHash(call, view);
      replaceView(state, view, content);
      return { view: viewToSlack(state, view) };
    },
  },
  'views.publish': {
    scopes: [],
    run(call) {
      const { state } = call;
      const content = viewArgument(call);
      const user = userOf(call, 'user_id');
      if (!state.features.homeTab) throw new SlackError('not_enabled');
      const shown = state.homes.get(user.id);
      if (shown) checkHash(call, shown);
      return { view: viewToSlack(state, publishHome(state, user.id, content)) };
    },
  },
};

function viewArgument(call: Call): JsonObject {
  if (!isObject(call.args.view)) required(call, 'view');
  return isObject(call.args.view) ? call.args.view : {};
}

function namedView(call: Call): View {
  const { state, args } = call;
  const all = [...state.views.values(), ...state.homes.values()];
  const external = text(args, 'external_id');
  const view =
    external === undefined
      ? all.find((one) => one.id === required(call, 'view_id'))
      : all.find((one) => one.content.external_id === external);
  if (!view) throw new SlackError('not_found');
  return view;
}

function checkHash(call: Call, view: View): void {
  const { hash } = call.args;
  if (hash !== undefined && hash !== '' && hash !== view.hash) throw new SlackError('hash_conflict');
}

/** The click that the trigger stands for; a trigger works once, for three seconds. */
function exchangeTrigger(call: Call): Trigger {
  const trigger = call.state.triggers.get(required(call, 'trigger_id'));
  if (!trigger) throw new SlackError('invalid_trigger_id');
  if (trigger.used) throw new SlackError('exchanged_trigger_id');
  if (Date.now() > trigger.expiresAt) throw new SlackError('expired_trigger_id');
  trigger.used = true;
  return trigger;
}
