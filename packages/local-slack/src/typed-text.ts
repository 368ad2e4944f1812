import type { JsonObject } from './json.ts';
import type { WorkspaceState } from './state.ts';

/** `&`, `<` and `>` are all that Slack escapes in the text of a message. */
function escapeText(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const CODE = /```[\s\S]*?```|`[^`\n]+`/g;
const MENTION = /(^|[\s(])@([A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]|[A-Za-z0-9])/g;
const CHANNEL = /(^|[\s(])#([a-z0-9][a-z0-9_-]*)/g;
const ADDRESS = /(^|[\s(])(https?:\/\/[^\s<>)]+)/g;
/** Letters on both sides of a dot, ending in something like a top-level domain: Slack makes a link of it. */
const HOST =
  /(^|[\s(])((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|io|dev|edu|gov|info|app|cloud|jp|de|uk))(?=$|[\s),.:;!?])/gi;

/**
 * What becomes of the text that a person typed: escaped, mentions and channels turned into ids, addresses and
 * host names into links (`<http://server-b.example.com|server-b.example.com>`). Code is left as it is.
 */
export function typedToSlack(state: WorkspaceState, typed: string): string {
  let result = '';
  let end = 0;
  for (const match of typed.matchAll(CODE)) {
    result += linked(state, typed.slice(end, match.index)) + escapeText(match[0]);
    end = match.index + match[0].length;
  }
  return result + linked(state, typed.slice(end));
}

function linked(state: WorkspaceState, plain: string): string {
  return escapeText(plain)
    .replace(MENTION, (all, before: string, name: string) => {
      if (['channel', 'here', 'everyone'].includes(name)) return `${before}<!${name}>`;
      const user = state.findUser(name);
      if (user) return `${before}<@${user.id}>`;
      const group = [...state.usergroups.values()].find(({ handle }) => handle === name);
      return group ? `${before}<!subteam^${group.id}|@${group.handle}>` : all;
    })
    .replace(CHANNEL, (all, before: string, name: string) => {
      const channel = state.findChannel(name);
      return channel ? `${before}<#${channel.id}|${channel.name}>` : all;
    })
    .replace(ADDRESS, (_all, before: string, url: string) => `${before}<${url}>`)
    .replace(HOST, (_all, before: string, host: string) => `${before}<http://${host}|${host}>`);
}

/** The rich text that Slack's composer sends along with a person's message. */
export function typedBlocks(slackText: string): JsonObject[] {
  const parts: JsonObject[] = [];
  let end = 0;
  const section = (value: string): void => {
    for (const { isQuote, text } of quotesIn(value)) {
      const type = isQuote ? 'rich_text_quote' : 'rich_text_section';
      if (text !== '') parts.push({ type, elements: inline(text) });
    }
  };
  for (const match of slackText.matchAll(/```\n?([\s\S]*?)\n?```/g)) {
    section(slackText.slice(end, match.index));
    const code = unescapeText(match[1] ?? '');
    if (code !== '') parts.push({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: code }] });
    end = match.index + match[0].length;
  }
  section(slackText.slice(end));
  return [{ type: 'rich_text', block_id: 'typed', elements: parts }];
}

/** Runs of lines that are quoted (`> …`) or not. */
function quotesIn(slackText: string): { isQuote: boolean; text: string }[] {
  const runs: { isQuote: boolean; lines: string[] }[] = [];
  for (const line of slackText.split('\n')) {
    const quoted = /^&gt; ?(.*)$/.exec(line);
    const isQuote = quoted !== null;
    const last = runs.at(-1);
    if (last?.isQuote === isQuote) last.lines.push(quoted?.[1] ?? line);
    else runs.push({ isQuote, lines: [quoted?.[1] ?? line] });
  }
  return runs.map(({ isQuote, lines }) => ({ isQuote, text: lines.join('\n') }));
}

function inline(slackText: string): JsonObject[] {
  const elements: JsonObject[] = [];
  for (const part of slackText.split(/(<[^>]+>|`[^`\n]+`)/)) {
    if (part === '') continue;
    const [target = '', label] = part.slice(1, -1).split('|');
    if (part.startsWith('<@')) elements.push({ type: 'user', user_id: target.slice(1) });
    else if (part.startsWith('<#')) elements.push({ type: 'channel', channel_id: target.slice(1) });
    else if (part.startsWith('<!subteam^'))
      elements.push({ type: 'usergroup', usergroup_id: target.slice('!subteam^'.length) });
    else if (part.startsWith('<!')) elements.push({ type: 'broadcast', range: target.slice(1) });
    else if (part.startsWith('<'))
      elements.push({ type: 'link', url: target, ...(label ? { text: label } : {}) });
    else if (part.startsWith('`') && part.length > 2) {
      elements.push({ type: 'text', text: unescapeText(part.slice(1, -1)), style: { code: true } });
    } else elements.push({ type: 'text', text: unescapeText(part) });
  }
  return elements;
}

function unescapeText(value: string): string {
  return value.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
