import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Channel, Message, User } from './records.ts';
import { type Identity, WorkspaceState } from './state.ts';

/** The tokens of a workspace, kept so that a running app can go on with them. */
export interface KeptCredentials {
  botToken: string;
  appToken: string;
  signingSecret: string;
}

interface Snapshot {
  version: 1;
  identity: Identity;
  credentials: KeptCredentials;
  users: User[];
  channels: Channel[];
  messages: Message[];
  lastRead: [string, string][];
}

/** The workspace that the file holds, or undefined where there is none yet. */
export async function loadSnapshot(
  file: string,
): Promise<{ state: WorkspaceState; credentials: KeptCredentials } | undefined> {
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (content === undefined) return undefined;
  const snapshot = JSON.parse(content) as Snapshot;
  if (snapshot.version !== 1)
    throw new Error(`${file} was written by another version; remove it to start anew`);
  const state = new WorkspaceState(snapshot.identity);
  for (const user of snapshot.users) state.users.set(user.id, user);
  for (const channel of snapshot.channels) state.channels.set(channel.id, channel);
  for (const message of snapshot.messages) state.add(message);
  for (const [key, ts] of snapshot.lastRead) state.lastRead.set(key, ts);
  return { state, credentials: snapshot.credentials };
}

/** Writes the file a moment after each change, whole or not at all. */
export function saveSnapshots(
  file: string,
  state: WorkspaceState,
  credentials: KeptCredentials,
): { stop: () => Promise<void> } {
  let writing = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    timer = undefined;
    writing = writing.then(async () => {
      await writeFile(`${file}.new`, JSON.stringify(snapshotOf(state, credentials)), { mode: 0o600 });
      await rename(`${file}.new`, file);
    });
  };
  const forget = state.onChange(() => {
    timer ??= setTimeout(save, 100);
  });
  save();
  return {
    stop: async () => {
      forget();
      clearTimeout(timer);
      save();
      await writing;
    },
  };
}

function snapshotOf(state: WorkspaceState, credentials: KeptCredentials): Snapshot {
  const channels = [...state.channels.values()];
  const users = [...state.users.values()];
  return {
    version: 1,
    identity: state.identity,
    credentials,
    users,
    channels,
    messages: [
      ...channels.flatMap((channel) => state.messages(channel.id)),
      ...users.flatMap((user) => state.ephemerals(user.id)),
    ],
    lastRead: [...state.lastRead],
  };
}
