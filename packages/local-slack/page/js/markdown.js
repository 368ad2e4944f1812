import { h } from './dom.js';
import { emojiText } from './emoji.js';
import { fittingTable } from './fitting-table.js';
import { codeBlock, link } from './mrkdwn.js';

/** A markdown block: headings, lists, quotes, tables, code, links and emphasis. */
export function markdown(text) {
  const nodes = [];
  const lines = text.split('\n');
  while (lines.length > 0) {
    const line = lines.shift();
    if (/^\s*$/.test(line)) continue;
    const fence = /^\s*(```+|~~~+)/.exec(line);
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (fence) nodes.push(codeBlock(takeUntil(lines, (one) => one.trim().startsWith(fence[1])).join('\n')));
    else if (heading)
      nodes.push(h('p', { class: `heading level-${heading[1].length}` }, ...inline(heading[2])));
    else if (/^\s*([-*_])(?:\s*\1){2,}\s*$/.test(line)) nodes.push(h('hr'));
    else if (/^\s*>/.test(line)) {
      const quoted = [line, ...takeWhile(lines, (one) => /^\s*>/.test(one))];
      nodes.push(
        h('blockquote', {}, ...markdown(quoted.map((one) => one.replace(/^\s*>\s?/, '')).join('\n'))),
      );
    } else if (isItem(line)) nodes.push(list([line, ...takeWhile(lines, isItem)]));
    else if (line.includes('|') && /^[\s|:-]+$/.test(lines[0] ?? '')) {
      lines.shift();
      nodes.push(table([line, ...takeWhile(lines, (one) => one.includes('|'))]));
    } else {
      const paragraph = [line, ...takeWhile(lines, (one) => !/^\s*$|^\s*[>#`~]/.test(one) && !isItem(one))];
      nodes.push(
        h('p', {}, ...paragraph.flatMap((one, at) => (at ? [h('br'), ...inline(one)] : inline(one)))),
      );
    }
  }
  return nodes;
}

function isItem(line) {
  return /^\s*(?:[-*+]|\d+[.)])\s+/.test(line);
}

function list(lines) {
  const items = lines.map((line) => h('li', {}, ...inline(line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, ''))));
  return h(/^\s*\d/.test(lines[0]) ? 'ol' : 'ul', {}, ...items);
}

function table(lines) {
  const [head, ...rows] = lines.map((line) =>
    line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|')
      .map((cell) => cell.trim()),
  );
  const made = (cell) => ({ nodes: inline(cell) });
  return fittingTable(
    head.map(made),
    rows.map((row) => row.map(made)),
  );
}

function takeWhile(lines, holds) {
  const taken = [];
  while (lines.length > 0 && holds(lines[0])) taken.push(lines.shift());
  return taken;
}

function takeUntil(lines, ends) {
  const taken = takeWhile(lines, (line) => !ends(line));
  lines.shift();
  return taken;
}

const TOKEN =
  /`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|\*\*([^*]+)\*\*|__([^_]+)__|(?<![\w*])\*([^*\s][^*]*)\*|(?<!\w)_([^_\s][^_]*)_(?!\w)|~~([^~]+)~~/g;

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) nodes.push(...emojiText(text.slice(end, match.index)));
    const [all, code, label, url, bold, strong, italic, emphasis, strike] = match;
    if (code !== undefined) nodes.push(h('code', { class: 'inline' }, code));
    else if (label !== undefined) nodes.push(link(url, label));
    else if (bold ?? strong) nodes.push(h('strong', {}, ...inline(bold ?? strong)));
    else if (italic ?? emphasis) nodes.push(h('em', {}, ...inline(italic ?? emphasis)));
    else nodes.push(h('s', {}, ...inline(strike)));
    end = match.index + all.length;
  }
  if (end < text.length) nodes.push(...emojiText(text.slice(end)));
  return nodes;
}
