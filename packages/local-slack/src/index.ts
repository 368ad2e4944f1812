export { manifestOptions } from './manifest.ts';
export type { WorkspaceOptions } from './options.ts';
export type { Message } from './records.ts';
export { startWorkspace, type Workspace } from './workspace.ts';
