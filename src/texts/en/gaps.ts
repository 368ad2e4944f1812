import type { GapReason } from '../../analyzer/model/index.ts';
import { listOf } from './words.ts';

/** Why a part was not read whole, as a clause. */
export function gapWords(reason: GapReason): string {
  if (typeof reason === 'string') return reason;
  switch (reason.kind) {
    case 'unread':
      return `cannot read: ${reason.text}`;
    case 'masked':
      return `masked: ${reason.text}`;
    case 'cut':
      return reason.text === undefined ? 'the output is cut off' : `the output is cut off: ${reason.text}`;
    case 'too-slow':
      return 'the command did not end in time';
    case 'unread-line':
      return 'a line of the output cannot be read';
    case 'empty':
      return `${reason.command} shows nothing`;
    case 'narrowed':
      return `${reason.command} shows only a part of the ruleset`;
    case 'chosen-rules':
      return `${reason.command} shows only some of the rules`;
    case 'filtered':
      return `only what passed \`${reason.by}\` is shown`;
    case 'ambiguous':
      return 'the outputs of several commands cannot be told apart';
    case 'more-of-the-same':
      return 'more of the same follows and is omitted';
    case 'typed-after':
      return `\`${reason.command}\` was run after the listing: show it again`;
    case 'ends-with-paste':
      return 'the listing ends with the paste';
    case 'no-counters':
      return `no counters in: ${reason.text}`;
    case 'unknown-target':
      return `the target is not shown: ${reason.text}`;
    case 'unknown-question':
      return `the question to this answer is not shown: ${reason.text}`;
    case 'counters-since-last':
      return 'nstat without -a shows the increase since its last run, not the counters';
    case 'rules-without-interfaces':
      return 'iptables -L without -v does not show the interfaces; iptables-save shows the whole rule';
    case 'routes-of-unknown-table':
      return 'a second listing of routes without its command: its table is unknown';
    case 'packets-left-out':
      return `${reason.count} more packets were omitted`;
    case 'unread-packet':
      return 'a packet could not be read';
    case 'too-many-lines':
      return `only the first ${reason.lines} lines were read`;
    case 'shared-prompt':
      return `${reason.names.length} machines have a prompt ${reason.prompt === '' ? 'without a name' : `with the name ${reason.prompt}`}, as their interfaces show: they are called ${listOf(reason.names)} here`;
    case 'of-command':
      return `${reason.command}: ${gapWords(reason.because)}`;
  }
}
