import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { manifestOptions, startWorkspace, type Workspace } from '../../packages/local-slack/src/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';

/** The page that explains a pasted console; the bot's container image has none. */
export const PASTE_PAGE: URL = new URL('../../docs/paste.html', import.meta.url);

const MANIFEST = fileURLToPath(new URL('../../manifest.yml', import.meta.url));

/** The demo's local Slack. Throws `port-unavailable`. */
export async function startWorkspaceOn(
  port: number,
  address: '127.0.0.1' | '0.0.0.0' = '127.0.0.1',
): Promise<Workspace> {
  const options = await manifestOptions(MANIFEST);
  try {
    return await startWorkspace({ ...options, port, address, rateLimits: true, helpPages: helpPages() });
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause && cause.syscall === 'listen')) throw cause;
    throw new RoundtripError(
      'port-unavailable',
      `Port ${port} on ${address} cannot be taken; something else may listen there.`,
      'Choose another with --port N, or --port 0 for any that is free.',
      { exitStatus: EXIT.usage, cause },
    );
  }
}

function helpPages(): { name: string; title: string; file: URL }[] {
  return existsSync(PASTE_PAGE)
    ? [{ name: 'explain-a-console', title: 'Explain a console', file: PASTE_PAGE }]
    : [];
}

/** What the demo has in roundtrip.yaml beside the lab's own: net-admin is the one approver, and nobody in the terminal. */
export function rulesOfDemo({ users }: Workspace): Record<string, unknown> {
  return {
    approval: { approvers: [users['net-admin']?.id], selfApproval: false },
    probe: { from: 'server-a' },
  };
}
