import { readIpCommand } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { answerOf, impliedQuestion, isAnswerForm, questionOf } from '../parsers/route-get.ts';
import { isLikeRouteLine } from '../parsers/route-text.ts';

/** `ip route get` and the kernel's answer. */
function read(draft: ObservationDraft, block: Block): void {
  const question = block.command
    ? questionOf(block.command.argv, commandOf(block))
    : impliedQuestion(block.lines);
  const answer = answerOf(block.lines);
  if (question === undefined) {
    if (answer !== undefined) draft.gap('oracle', { kind: 'unknown-question', text: answerText(block) });
  } else if (answer === undefined) draft.gap('oracle', { kind: 'empty', command: commandOf(block) });
  else {
    draft.observation.oracle.push({ ...question, answer });
    if (answer.kind === 'not-understood') draft.gap('oracle', { kind: 'unread', text: answer.text });
  }
  if (answer !== undefined)
    draft.evidence('oracle', block.typed ?? question?.command ?? '(pasted)', block.lines.join('\n'));
}

function answerText(block: Block): string {
  return (block.lines.find((line) => line.trim() !== '') ?? '').trim().slice(0, 160);
}

export const routeGet = {
  kind: 'route-get',
  printedBy: ({ argv }) => readIpCommand(argv)?.verb === 'get',
  form: isAnswerForm,
  json: (item) => 'dst' in item && ('cache' in item || 'uid' in item),
  lines: {
    formed: true,
    canBelong: (line) => isLikeRouteLine(line) || /^\s|RTNETLINK/.test(line.slice(0, 100)),
    beginsAs: ['routes'],
  },
  state: true,
  part: 'oracle',
  // The kernel says "Permission denied" of a route that prohibits.
  couldNotRun: (line) => /command not found|: not found\s*$/.test(line),
  answers: ['routes', 'rules'],
  read,
} satisfies Output;
