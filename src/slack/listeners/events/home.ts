import type { App } from '@slack/bolt';
import type { ListenerContext } from '../context.ts';

/** Somebody opened the bot's Home tab. */
export function onHomeOpened(app: App, context: ListenerContext): void {
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab !== 'home') return;
    // Nothing is recorded of it: Slack does not wait while the lists are read.
    void context.homes.opened(event.user);
  });
}
