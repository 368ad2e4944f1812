import type { Workspace } from '../../packages/local-slack/src/index.ts';

export type Block = Record<string, unknown>;

export function text(value: string): Block {
  return { type: 'plain_text', text: value };
}

export function section(value: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text: value } };
}

export function button(more: Block = {}): Block {
  return { type: 'button', text: text('Press'), action_id: 'press', ...more };
}

export function code(value: string): Block {
  const elements = [{ type: 'text', text: value }];
  return { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements }] };
}

export function repeat(length: number): string {
  return 'x'.repeat(length);
}

/** The messages beside an error. */
export function problems(answer: Block): string[] {
  const metadata = answer.response_metadata;
  const messages =
    typeof metadata === 'object' && metadata !== null && 'messages' in metadata && metadata.messages;
  return Array.isArray(messages) ? messages.map(String) : [];
}

/** Calls methods with JSON bodies and gives back the plain answer, refusals included. */
export function slackClient(
  workspace: Workspace,
  token: string = workspace.botToken,
): {
  call: (method: string, args: Block) => Promise<Block>;
  raw: (method: string, args: Block) => Promise<Response>;
} {
  const raw = (method: string, args: Block): Promise<Response> =>
    fetch(`${workspace.apiUrl}${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
      body: JSON.stringify(args),
    });
  return { raw, call: async (method, args) => (await raw(method, args)).json() as Promise<Block> };
}
