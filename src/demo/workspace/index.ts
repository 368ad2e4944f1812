export type { Actor } from './actor.ts';
export type { Delivery } from './delivery/transport.ts';
export type { Submission } from './interactions/view.ts';
export type { WorkspaceOptions } from './options.ts';
export type { Channel, Message, User } from './records.ts';
export { type ApiCall, startWorkspace, type Workspace } from './workspace.ts';
