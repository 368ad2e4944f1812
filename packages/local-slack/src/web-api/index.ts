import { newId } from '../identifiers.ts';
import type { JsonObject } from '../json.ts';
import { SlackError } from '../slack-error.ts';
import { CHAT_METHODS } from './chat.ts';
import { CONVERSATION_METHODS } from './conversations.ts';
import { FILE_METHODS } from './files.ts';
import type { Call, Method, Methods } from './method.ts';
import { USERGROUP_METHODS } from './usergroups.ts';
import { USER_METHODS } from './users.ts';
import { VIEW_METHODS } from './views.ts';

export type { Call } from './method.ts';

const METHODS: Methods = {
  ...CHAT_METHODS,
  ...CONVERSATION_METHODS,
  ...FILE_METHODS,
  ...USER_METHODS,
  ...USERGROUP_METHODS,
  ...VIEW_METHODS,
  'api.test': { scopes: [], run: ({ args }) => ({ args }) },
  'apps.connections.open': {
    scopes: ['connections:write'],
    appToken: true,
    run: (call) => ({ url: call.openSocket() }),
  },
};

/** Who may call: the tokens of this workspace, and what the bot's was granted. */
export interface Credentials {
  botToken: string;
  appToken: string;
  scopes: readonly string[];
}

/** Runs one method for whoever shows the right token; throws SlackError with Slack's own code otherwise. */
export function callMethod(
  name: string,
  token: string | undefined,
  credentials: Credentials,
  call: Call,
): JsonObject {
  const method = METHODS[name];
  if (!method) throw new SlackError('unknown_method', { req_method: name });
  if (token === undefined || token === '') throw new SlackError('not_authed');
  const isApp = token === credentials.appToken;
  if (token !== credentials.botToken && !isApp) throw new SlackError('invalid_auth');
  if (isApp !== (method.appToken ?? false)) throw new SlackError('not_allowed_token_type');
  if (!isApp) checkScopes(method, credentials.scopes);
  return { ok: true, ...method.run(call) };
}

function checkScopes(method: Method, granted: readonly string[]): void {
  const missing = method.scopes.filter((scope) => !granted.includes(scope));
  const enough = method.anyScope ? missing.length < method.scopes.length : missing.length === 0;
  if (enough || method.scopes.length === 0) return;
  throw new SlackError('missing_scope', { needed: missing.join(','), provided: granted.join(',') });
}

/** Shown with every answer, as Slack's `x-slack-req-id`. */
export function requestId(): string {
  return newId('', 16).toLowerCase();
}
