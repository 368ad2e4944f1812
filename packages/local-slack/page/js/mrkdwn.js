import { fullDate, slackDate } from './dates.js';
import { h } from './dom.js';
import { emojiText } from './emoji.js';
import { readPermalink } from './slack-address.js';
import { conversationById, openPermalink, store, userById } from './store.js';

/** Slack escapes these three and nothing else. */
export function unescapeText(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Slack's mrkdwn as nodes. */
export function mrkdwn(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(/```\n?([\s\S]*?)\n?```/g)) {
    nodes.push(...paragraphs(trimBreak(text.slice(end, match.index), end > 0)));
    nodes.push(codeBlock(unescapeText(match[1])));
    end = match.index + match[0].length;
  }
  nodes.push(...paragraphs(trimBreak(text.slice(end), end > 0)));
  return nodes;
}

/** The line breaks around a code block belong to the block. */
function trimBreak(text, afterCode) {
  const rest = afterCode ? text.replace(/^\n/, '') : text;
  return rest.replace(/\n$/, '');
}

/** Preformatted text; its long lines wrap, as in Slack. */
export function codeBlock(code) {
  return h('pre', { class: 'code' }, h('code', {}, code));
}

function paragraphs(text) {
  if (text === '') return [];
  const nodes = [];
  let quoted = [];
  const endQuote = () => {
    if (quoted.length > 0) nodes.push(h('blockquote', {}, ...withBreaks(quoted)));
    quoted = [];
  };
  const plain = [];
  const endPlain = () => {
    if (plain.length > 0) nodes.push(h('div', { class: 'text' }, ...withBreaks(plain.splice(0))));
  };
  for (const line of text.split('\n')) {
    const quote = /^(?:&gt;|>)\s?(.*)$/.exec(line);
    if (quote) {
      endPlain();
      quoted.push(quote[1]);
    } else {
      endQuote();
      plain.push(line);
    }
  }
  endQuote();
  endPlain();
  return nodes;
}

function withBreaks(lines) {
  return lines.flatMap((line, index) => (index === 0 ? inline(line) : [h('br'), ...inline(line)]));
}

const TOKEN =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*(\S|\S[^*\n]*\S)\*(?![\w*])|(?<![\w_])_(\S|\S[^_\n]*\S)_(?![\w_])|(?<![\w~])~(\S|\S[^~\n]*\S)~(?![\w~])/g;

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) nodes.push(...plain(text.slice(end, match.index)));
    const [all, code, link, bold, italic, strike] = match;
    if (code !== undefined) nodes.push(h('code', { class: 'inline' }, unescapeText(code)));
    else if (link !== undefined) nodes.push(reference(link));
    else if (bold !== undefined) nodes.push(h('strong', {}, ...inline(bold)));
    else if (italic !== undefined) nodes.push(h('em', {}, ...inline(italic)));
    else if (strike !== undefined) nodes.push(h('s', {}, ...inline(strike)));
    end = match.index + all.length;
  }
  if (end < text.length) nodes.push(...plain(text.slice(end)));
  return nodes;
}

function plain(text) {
  return emojiText(unescapeText(text));
}

/** `<@U…>`, `<#C…|name>`, `<!channel>`, `<!date^…>`, `<https://…|label>`. */
function reference(inside) {
  const [target, label] = split(inside);
  if (target.startsWith('@')) return mention(target.slice(1));
  if (target.startsWith('#'))
    return h(
      'span',
      { class: 'mention' },
      `#${label ?? conversationById(target.slice(1))?.name ?? 'channel'}`,
    );
  if (target.startsWith('!date^')) return dateOf(target, label);
  if (target.startsWith('!subteam^')) return groupMention(target.slice('!subteam^'.length), label);
  if (target.startsWith('!'))
    return h('span', { class: 'mention broadcast' }, `@${label ?? target.slice(1)}`);
  return link(unescapeText(target), label === undefined ? unescapeText(target) : unescapeText(label));
}

function split(inside) {
  const bar = inside.indexOf('|');
  return bar < 0 ? [inside, undefined] : [inside.slice(0, bar), inside.slice(bar + 1)];
}

/** `!date^SECONDS^FORMAT^LINK`, in the reader's time zone; the label is for clients that cannot show dates. */
function dateOf(target, label) {
  const [, seconds, format, url] = target.split('^');
  if (!/^\d+$/.test(seconds ?? '') || !format) return label ?? target;
  return dateNode(Number(seconds), unescapeText(format), url && unescapeText(url));
}

/** A date by Slack's format; in full where the pointer rests. */
export function dateNode(seconds, format, url) {
  const time = h(
    'time',
    { datetime: new Date(seconds * 1000).toISOString(), title: fullDate(seconds) },
    slackDate(seconds, format),
  );
  return url ? link(url, time) : time;
}

/** A user group; one's own stands out. */
export function groupMention(id, label) {
  const group = store.frame?.usergroups.find((one) => one.id === id);
  const own = group?.users.includes(store.frame.me) ? ' own' : '';
  return h('span', { class: `mention${own}` }, label ?? `@${group?.handle ?? id}`);
}

export function mention(id) {
  const user = userById(id);
  const own = id === store.frame?.me ? ' own' : '';
  return h('span', { class: `mention${own}` }, `@${user?.name ?? id}`);
}

/** A link to the web or to mail, or to a message of this workspace; any other kind of address stays text. */
export function link(url, label) {
  if (!/^(?:https?:\/\/|mailto:)/i.test(url))
    return typeof label === 'string' ? document.createTextNode(label) : label;
  const place = readPermalink(url);
  if (!place) return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label);
  const go = (event) => {
    event.preventDefault();
    void openPermalink(place);
  };
  return h('a', { href: url, onclick: go }, label);
}

/** A text object: mrkdwn, or plain text with its line breaks. */
export function textObject(object) {
  if (!object) return [];
  if (object.type === 'mrkdwn') return mrkdwn(object.text);
  return [h('span', { class: 'plain' }, emojiText(object.text))];
}
