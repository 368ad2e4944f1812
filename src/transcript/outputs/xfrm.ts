import { withoutFailures } from '../forms/failures.ts';
import { quoted } from '../forms/text.ts';
import { readIpCommand } from '../ip-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isXfrmLine, parsePolicies, parseStates } from '../parsers/xfrm.ts';
import { limitsOf } from '../scopes/shown.ts';

/** `ip xfrm policy` and `ip xfrm state`. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines);
  for (const failure of failures) draft.gap('ipsec', quoted(failure));
  if (failures.length > 0) return;
  const [object = '', ...rest] = wordsBehindXfrm(block.command?.argv ?? []);
  const policies = parsePolicies(lines);
  const states = policies.length === 0 ? parseStates(lines) : [];
  const showsStates = object === '' ? states.length > 0 : 'state'.startsWith(object);
  if (showsStates) draft.state.ipsecStates = [...(draft.state.ipsecStates ?? []), ...states];
  else {
    draft.state.ipsecPolicies = [...(draft.state.ipsecPolicies ?? []), ...policies];
    const chosen = rest.some((word) => !/^(?:show|list|ls|lst)$/.test(word));
    const limits = block.command === undefined || chosen ? undefined : limitsOf(block);
    draft.cover('ipsec', limits ? [limits] : []);
  }
  // Security associations are printed with their keys.
  const shown = block.lines.map((line) => line.replace(/0x[0-9a-f]{16,}/gi, '0x…'));
  draft.evidence('ipsec', commandOf(block), shown.join('\n'));
}

/** `state` or `policy` as it was typed, perhaps shortened (`ip x s`), and what follows it. */
function wordsBehindXfrm(argv: readonly string[]): readonly string[] {
  const at = argv.findIndex((word, index) => index > 0 && !word.startsWith('-') && 'xfrm'.startsWith(word));
  return at < 0 ? [] : argv.slice(at + 1);
}

export const xfrm = {
  kind: 'xfrm',
  printedBy: ({ argv }) =>
    argv[0] === 'ip' && readIpCommand(argv)?.object === 'xfrm' && !argv.includes('monitor'),
  form: isXfrmLine,
  lines: { unmistakable: true, continues: (line) => /^\s+\S/.test(line.slice(0, 40)) },
  state: true,
  part: 'ipsec',
  answers: ['ipsec'],
  read,
} satisfies Output;
