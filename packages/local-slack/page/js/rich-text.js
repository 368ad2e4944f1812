import { h } from './dom.js';
import { emojiFor, emojiText } from './emoji.js';
import { codeBlock, dateNode, groupMention, link, mention } from './mrkdwn.js';
import { conversationById } from './store.js';

/** A rich_text block. */
export function richText(block) {
  return h('div', { class: 'rich-text' }, ...(block.elements ?? []).flatMap(part));
}

function part(element) {
  switch (element.type) {
    case 'rich_text_section':
      return [h('div', { class: 'text' }, ...element.elements.flatMap(inline))];
    case 'rich_text_quote':
      return [h('blockquote', {}, ...element.elements.flatMap(inline))];
    case 'rich_text_preformatted':
      return [codeBlock(element.elements.map((one) => one.text ?? one.url ?? '').join(''))];
    case 'rich_text_list': {
      const tag = element.style === 'ordered' ? 'ol' : 'ul';
      const items = element.elements.map((item) => h('li', {}, ...(item.elements ?? []).flatMap(inline)));
      return [h(tag, { class: `indent-${Math.min(element.indent ?? 0, 5)}` }, ...items)];
    }
    default:
      return [];
  }
}

function inline(element) {
  switch (element.type) {
    case 'text':
      return styled(lines(element.text), element.style);
    case 'link':
      return styled([link(element.url, element.text ?? element.url)], element.style);
    case 'user':
      return [mention(element.user_id)];
    case 'usergroup':
      return [groupMention(element.usergroup_id)];
    case 'channel':
      return [h('span', { class: 'mention' }, `#${conversationById(element.channel_id)?.name ?? 'channel'}`)];
    case 'broadcast':
      return [h('span', { class: 'mention broadcast' }, `@${element.range}`)];
    case 'emoji':
      return [emojiFor(element.name)];
    case 'date':
      return [dateNode(element.timestamp, element.format ?? '{date} {time}', element.url)];
    default:
      return [element.fallback ?? ''];
  }
}

function lines(text) {
  return text
    .split('\n')
    .flatMap((line, index) => (index === 0 ? emojiText(line) : [h('br'), ...emojiText(line)]));
}

function styled(nodes, style = {}) {
  let result = nodes;
  if (style.code) result = [h('code', { class: 'inline' }, ...result)];
  if (style.bold) result = [h('strong', {}, ...result)];
  if (style.italic) result = [h('em', {}, ...result)];
  if (style.strike) result = [h('s', {}, ...result)];
  return result;
}
