import type { Message, Workspace } from '../../packages/local-slack/src/index.ts';

type Block = NonNullable<Message['blocks']>[number];

/** A Slack message as plain text for a terminal: its blocks in order, buttons in brackets. */
export function messageText(workspace: Workspace, message: Message): string {
  const blocks = message.blocks ?? [];
  const lines = blocks.length > 0 ? blocks.flatMap((block) => blockLines(block)) : [message.text];
  return withNames(workspace, lines.join('\n'));
}

function blockLines(block: Block): string[] {
  if (block.type === 'divider') return [];
  if (block.type === 'actions') {
    const buttons = listOf(block.elements).map((element) => `[ ${textOf(element.text)} ]`);
    return [buttons.join('  ')];
  }
  if (block.type === 'context') return listOf(block.elements).map((element) => textOf(element));
  return collectTexts(block);
}

/** Every text in a block, in the order of its keys: enough for whatever a block is made of. */
function collectTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(collectTexts);
  if (!isRecord(value)) return [];
  if (value.type === 'rich_text_preformatted' || value.type === 'rich_text_section') {
    return [
      listOf(value.elements)
        .map((element) => textOf(element))
        .join(''),
    ];
  }
  if (typeof value.text === 'string') return [value.text];
  return Object.values(value).flatMap(collectTexts);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return '';
  if (typeof value.text === 'string') return value.text;
  return textOf(value.text ?? value.name ?? '');
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Mentions become names, and Slack's escapes and marks become what they stand for. */
function withNames(workspace: Workspace, text: string): string {
  return text
    .replace(/<@([A-Z0-9]+)>/g, (_, id: string) => `@${workspace.state.findUser(id)?.name ?? id}`)
    .replace(
      /<#([A-Z0-9]+)(\|[^>]*)?>/g,
      (_, id: string) => `#${workspace.state.findChannel(id)?.name ?? id}`,
    )
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<(https?:[^|>]+)\|([^>]+)>/g, '$2 ($1)')
    .replace(/```\n?/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
