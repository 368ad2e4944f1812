import type { KnownBlock } from '@slack/types';
import { LIMITS } from '../limits.ts';
import { type Content, section } from './blocks.ts';

/** How many characters a part of a message may take. */
export type Budget = { commands: number; evidence: number };

/** From generous to bare; the first that keeps Slack's limit on a whole message is taken. */
const BUDGETS: readonly Budget[] = [
  { commands: LIMITS.commands, evidence: 1_200 },
  { commands: LIMITS.commands, evidence: 600 },
  { commands: LIMITS.commands, evidence: 250 },
  { commands: LIMITS.commands, evidence: 0 },
  { commands: 600, evidence: 0 },
];

/** Renders with the largest budget whose message Slack accepts; where even the barest is too large, its start and `note`. */
export function fitting(render: (budget: Budget) => Content, note: string): Content {
  let content: Content = { text: '', blocks: [] };
  for (const budget of BUDGETS) {
    content = render(budget);
    if (fits(content)) return content;
  }
  return startOf(content, section(note));
}

function startOf(content: Content, note: KnownBlock): Content {
  const blocks = [...content.blocks];
  do blocks.pop();
  while (blocks.length > 0 && !fits({ text: '', blocks: [...blocks, note] }));
  return { text: content.text, blocks: [...blocks, note] };
}

function fits(content: Content): boolean {
  return (
    content.blocks.length <= LIMITS.blocksPerMessage &&
    JSON.stringify(content.blocks).length <= LIMITS.blocksJson
  );
}
