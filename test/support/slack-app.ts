import type { WorkspaceOptions } from '../../packages/local-slack/src/index.ts';

/** The bot's names and command, for workspaces that are not set up from the manifest. */
export const ROUNDTRIP_APP = {
  app: { name: 'roundtrip', realName: 'Roundtrip' },
  commands: [{ command: '/roundtrip' }],
} satisfies WorkspaceOptions;
