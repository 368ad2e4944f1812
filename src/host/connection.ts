import type { Readable, Writable } from 'node:stream';

/** How a command on a host ended. */
export type CommandEnd =
  /** Its exit status; null where it has none (a signal). */
  | { readonly kind: 'exit'; readonly status: number | null }
  /** The connection is gone, with why where that is known. */
  | { readonly kind: 'lost'; readonly why: string }
  /** The host opened no session for it. */
  | { readonly kind: 'refused'; readonly said: string };

/** A command under way on a host. */
export type RemoteCommand = {
  readonly input: Writable;
  readonly output: Readable;
  readonly errors: Readable;
  /** Resolves after all output has come. */
  readonly ended: Promise<CommandEnd>;
  /** Ends it at once. */
  close(): void;
};

/** An authenticated connection to a host. */
export type Connection = {
  readonly alias: string;
  /** @param command for the login shell there */
  run(command: string): Promise<RemoteCommand>;
  /** Ends it, with the commands under way. */
  close(): void;
};

export type ConnectOptions = {
  readonly signal?: AbortSignal;
  /** A connection that stands already is as good as a new one. Never for what a change rests on. */
  readonly reuse?: boolean;
};

/** How hosts are reached over SSH. */
export type SshTransport = {
  /** Path of the OpenSSH client configuration. */
  readonly config: string;
  /** @param alias as the configuration has it. Throws a failure of src/texts where the host cannot be reached or does not let us in */
  connect(alias: string, options?: ConnectOptions): Promise<Connection>;
};
