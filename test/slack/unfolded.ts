import type { KnownBlock } from '@slack/types';

/** What a reader sees before anything is unfolded: texts and buttons. */
export function unfoldedWords(blocks: readonly KnownBlock[]): string[] {
  const texts = blocks.flatMap((block) => {
    if (block.type === 'section') return [block.text?.text ?? ''];
    if (block.type === 'context')
      return block.elements.map((element) => ('text' in element ? element.text : ''));
    if (block.type === 'container') return [block.title?.text ?? ''];
    if (block.type !== 'actions') return [];
    return block.elements.map((element) => ('text' in element ? (element.text?.text ?? '') : ''));
  });
  return texts.join(' ').split(/\s+/u).filter(Boolean);
}
