import type { KnownBlock, TableBlock } from '@slack/types';
import { LIMITS } from './limits.ts';
import { type Content, section } from './views/blocks.ts';
import { codeBlock } from './views/text.ts';

/**
 * The same message in ever plainer blocks, for a workspace that refuses some: first without folding, then without pictures,
 * then sections and buttons alone, then the text with the buttons. The buttons stay to the end.
 */
export function plainerForms(content: Content): Content[] {
  const unfolded = { ...content, blocks: unfold(content.blocks) };
  const unpictured = { ...content, blocks: unfolded.blocks.filter(({ type }) => type !== 'image') };
  const text = content.text === '' ? 'Roundtrip' : content.text;
  const buttons = content.blocks.filter(({ type }) => type === 'actions');
  const forms = [
    unfolded,
    unpictured,
    { ...content, blocks: unpictured.blocks.flatMap(asSection) },
    { text, blocks: [section(text), ...buttons] },
    { text, blocks: [section(text)] },
  ];
  const told = new Set([JSON.stringify(content.blocks)]);
  return forms.filter(({ blocks }) => {
    const form = JSON.stringify(blocks);
    const isNew = blocks.length > 0 && !told.has(form);
    told.add(form);
    return isNew;
  });
}

/** What was folded, under its title, as far as the message has room for it; each fold keeps its beginning. */
function unfold(blocks: readonly KnownBlock[]): KnownBlock[] {
  const parts = blocks.map((block) => (block.type === 'container' ? opened(block) : [block]));
  for (;;) {
    const all = parts.flat();
    const isShort = all.length <= LIMITS.blocksPerMessage && JSON.stringify(all).length <= LIMITS.blocksJson;
    if (isShort) return all;
    const longest = parts.reduce((most, part) => (part.length > most.length ? part : most), []);
    if (longest.length < 2) return all;
    longest.pop();
  }
}

function opened({ title, child_blocks: children }: Extract<KnownBlock, { type: 'container' }>): KnownBlock[] {
  return [...(title ? [section(`*${title.text.replace(/[*<>&]/g, ' ')}*`)] : []), ...children];
}

/** A table as lines of text, as many as the sections of a message hold; its first line are the titles. */
function tableText({ rows }: TableBlock): KnownBlock[] {
  const lines = rows.map((row) =>
    row
      .flatMap((cell) => ('text' in cell && typeof cell.text === 'string' ? [cell.text.trim()] : []))
      .filter((text) => text !== '')
      .join(' · '),
  );
  return [section(codeBlock(lines.join('\n'), LIMITS.sectionText))];
}

/** Small print as a section; a table as text; what is neither text nor buttons is left out. */
function asSection(block: KnownBlock): KnownBlock[] {
  if (block.type === 'section' || block.type === 'actions') return [block];
  if (block.type === 'table') return tableText(block);
  if (block.type !== 'context') return [];
  const texts = block.elements.flatMap((element) => ('text' in element ? [element.text] : []));
  return texts.length === 0 ? [] : [section(texts.join(' · '))];
}
