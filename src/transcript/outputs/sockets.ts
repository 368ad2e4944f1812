import { isBlank, withoutFailures } from '../forms/failures.ts';
import { isProse } from '../forms/prose.ts';
import { netstatLists } from '../netstat-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isSocketLine, parseSockets } from '../parsers/sockets.ts';
import { socketScopesOf } from '../scopes/sockets.ts';
import { noteUnread } from '../unread.ts';

/** `ss -e` cannot name a socket's control group, and says so once a socket; the sockets are listed all the same. */
const NO_CGROUP2 = /^Failed to (?:find|open|mount) cgroup2\b/;

/** `ss` and `netstat` of sockets. */
function read(draft: ObservationDraft, block: Block): void {
  const { lines, failures } = withoutFailures(block.lines.filter((line) => !NO_CGROUP2.test(line)));
  const { found, unread } = parseSockets(lines);
  noteUnread(draft, block, 'sockets', [...failures, ...unread.filter((line) => !isProse(line))]);
  if (isBlank(lines)) return;
  draft.addSockets(found);
  draft.cover('sockets', failures.length > 0 ? [] : socketScopesOf(block));
  draft.evidence('sockets', commandOf(block), block.lines.join('\n'));
}

export const sockets = {
  kind: 'sockets',
  printedBy: ({ argv }) =>
    (argv[0] === 'ss' && !argv.includes('-s')) || (argv[0] === 'netstat' && netstatLists(argv) === 'sockets'),
  form: isSocketLine,
  lines: { formed: true },
  state: true,
  part: 'sockets',
  answers: ['sockets'],
  read,
} satisfies Output;
