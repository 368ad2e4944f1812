import { createServer } from 'node:net';
import { App, LogLevel } from '@slack/bolt';
import { onTestFinished } from 'vitest';
import {
  startWorkspace,
  type Workspace,
  type WorkspaceOptions,
} from '../../packages/local-slack/src/index.ts';

import { ROUNDTRIP_APP } from '../support/slack-app.ts';

/** Stops what a test started, newest first. A hook of this module would be there for the first file of a worker alone. */
export function afterwards(cleanup: () => Promise<unknown>): void {
  onTestFinished(async () => void (await cleanup()));
}

export async function workspaceFor(options: WorkspaceOptions = {}): Promise<Workspace> {
  const workspace = await startWorkspace({ ...ROUNDTRIP_APP, ...options });
  afterwards(() => workspace.stop());
  return workspace;
}

/** An unmodified Bolt app in Socket Mode against the workspace. */
export async function socketApp(workspace: Workspace, register: (app: App) => void): Promise<App> {
  const app = new App({
    token: workspace.botToken,
    appToken: workspace.appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 } },
  });
  register(app);
  await app.start();
  afterwards(async () => {
    await app.stop();
    await workspace.waitFor((w) => w.connectionCount() === 0);
  });
  return app;
}

/** The same over signed HTTP; `port` is where the workspace delivers. */
export async function httpApp(
  workspace: Workspace,
  port: number,
  register: (app: App) => void,
  signingSecret = workspace.signingSecret,
): Promise<App> {
  const app = new App({
    token: workspace.botToken,
    signingSecret,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 } },
  });
  register(app);
  await app.start({ port, host: '127.0.0.1' });
  afterwards(() => app.stop());
  return app;
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
