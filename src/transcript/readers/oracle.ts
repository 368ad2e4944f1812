import { type Block, commandOf } from '../block.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { answerOf, impliedQuestion, questionOf } from '../parsers/route-get.ts';

/** `ip route get` and the kernel's answer. */
export function readOracle(draft: ObservationDraft, block: Block): void {
  const question = block.command
    ? questionOf(block.command.argv, commandOf(block))
    : impliedQuestion(block.lines);
  const answer = answerOf(block.lines);
  if (question === undefined) {
    if (answer !== undefined)
      draft.gap('oracle', `an answer to a question that is not shown: ${answerText(block)}`);
  } else if (answer === undefined) draft.gap('oracle', `${commandOf(block)} shows nothing`);
  else {
    draft.observation.oracle.push({ ...question, answer });
    if (answer.kind === 'not-understood') draft.gap('oracle', `cannot read: ${answer.text}`);
  }
  if (answer !== undefined)
    draft.evidence('oracle', block.typed ?? question?.command ?? '(pasted)', block.lines.join('\n'));
}

function answerText(block: Block): string {
  return (block.lines.find((line) => line.trim() !== '') ?? '').trim().slice(0, 160);
}
