import { isAddress, plainAddress } from '../forms/addresses.ts';
import { decimal, wordsOf } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';

/** `echo $SSH_CONNECTION`, or the variable in `env`. */
function read(draft: ObservationDraft, block: Block): void {
  const asked = block.command?.argv.some((word) => word.includes('SSH_CONNECTION')) === true;
  for (const line of block.lines) {
    const named = /^(?:export |declare -x )?SSH_CONNECTION="?([^"]{1,200})"?$/.exec(line.trim())?.[1];
    const [client, clientPort, server, serverPort] = wordsOf(named ?? (asked ? line.slice(0, 200) : ''));
    const ports = [decimal(clientPort), decimal(serverPort)];
    if (!isAddress(client) || !isAddress(server) || ports[0] === undefined || ports[1] === undefined)
      continue;
    draft.state.sshConnection = {
      clientAddress: plainAddress(client),
      clientPort: ports[0],
      serverAddress: plainAddress(server),
      serverPort: ports[1],
    };
    draft.evidence('ssh-connection', commandOf(block), line.trim());
    return;
  }
}

export const environment = {
  kind: 'environment',
  printedBy: ({ argv }) => ['env', 'printenv', 'echo', 'printf', 'set'].includes(argv[0] ?? ''),
  state: false,
  part: 'environment',
  answers: [],
  read,
} satisfies Output;
