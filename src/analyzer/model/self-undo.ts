import { type Change, kindOf } from './change/index.ts';
import { type Command, quoteCommand, quoteWord } from './command.ts';

/** How long what was typed by hand stands unless somebody keeps it (s). */
const STANDS = 300;
/** Where the files stand whose makers keep a change; they are gone with a restart, as the change is. */
const KEPT = '/run';

/**
 * The commands of a plan for somebody's own hands, as root: they undo themselves after five minutes unless they are kept, also
 * where the connection breaks that they were typed on. The undo is armed first; no later command runs where an earlier one fails.
 */
export function selfUndoing(
  { hash, steps }: { hash: string; steps: readonly { do: Command; undo: Command }[] },
  { seconds = STANDS, place = KEPT }: { seconds?: number; place?: string } = {},
): string[] {
  const kept = `${place}/roundtrip-kept-${hash.slice(0, 8)}`;
  const undone = steps.toReversed().map(({ undo }) => quoteCommand(undo));
  const undo = `sleep ${seconds}; [ -e ${kept} ] || { ${undone.join('; ')}; }`;
  return [
    `rm -f ${kept}; undo=${quoteWord(undo)}`,
    'systemd-run -q sh -c "$undo" 2>/dev/null || nohup sh -c "$undo" </dev/null >/dev/null 2>&1 &',
    steps.map((step) => quoteCommand(step.do)).join(' &&\n'),
    '# It works? Then keep it:',
    `touch ${kept}`,
  ];
}

/** What takes a change back by hand, as root: the inverse of each step, the last step first. */
export function undoByHand({ steps }: { steps: readonly { change: Change }[] }): string[] {
  return steps.toReversed().map(({ change }) => quoteCommand(kindOf(change).undo(change)));
}
