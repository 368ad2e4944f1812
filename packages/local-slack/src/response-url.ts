import { flag, type JsonObject, text } from './json.ts';
import { acceptContent } from './messages.ts';
import type { Message } from './records.ts';
import { SlackError } from './slack-error.ts';
import type { WorkspaceState } from './state.ts';

export function responseUrl(base: string, target: string): string {
  return `${base}/response/${target}`;
}

/** Takes what an app posts to a response_url; throws Slack's error when it is used up, expired or unknown. */
export function useResponseUrl(state: WorkspaceState, target: string, body: JsonObject): void {
  const kept = state.responseTargets.get(target);
  if (!kept || Date.now() > kept.expiresAt || kept.usesLeft <= 0) throw new SlackError('used_url');
  kept.usesLeft -= 1;
  answer(state, target, body);
}

/**
 * Shows the answer: to the person alone unless it says `in_channel`; in place of the original message where it
 * says `replace_original`; or takes the original away (`delete_original`).
 */
export function answer(state: WorkspaceState, target: string, body: JsonObject): void {
  const kept = state.responseTargets.get(target);
  if (!kept) throw new SlackError('used_url');
  const original = kept.messageTs === undefined ? undefined : find(state, kept.channel, kept.messageTs);
  if (flag(body, 'delete_original')) {
    if (original) state.remove(original);
    return;
  }
  const content = acceptContent(body, state);
  if (flag(body, 'replace_original') && original) {
    if (!content.blocks) delete original.blocks;
    Object.assign(original, content);
    state.edited(original);
    return;
  }
  // Without `thread_ts` Slack shows the answer in the channel, also where a button in a thread was pressed.
  const threadTs = text(body, 'thread_ts');
  const message = state.add({
    channel: kept.channel,
    user: state.identity.botUserId,
    botId: state.identity.botId,
    ...content,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(text(body, 'response_type') === 'in_channel' ? {} : { onlyFor: kept.user }),
  });
  kept.messageTs ??= message.ts;
}

function find(state: WorkspaceState, channel: string, ts: string): Message | undefined {
  return state.message(channel, ts) ?? state.ephemeral(channel, ts);
}
