import type { User } from '../records.ts';
import { viewToSlack } from '../views.ts';
import { ActError, type Context } from './context.ts';

/** Opens the app's own conversation at one of its tabs; the app learns of it (`app_home_opened`). */
export function openHome({ state, events }: Context, user: User, tab: 'home' | 'messages' = 'home'): void {
  if (tab === 'home' && !state.features.homeTab) {
    throw new ActError('home_tab_disabled', 'This app has no Home tab.');
  }
  const channel = state.directMessage(user.id, state.identity.botUserId).id;
  const view = state.homes.get(user.id);
  events.send('app_home_opened', {
    type: 'app_home_opened',
    user: user.id,
    channel,
    tab,
    ...(tab === 'home' && view ? { view: viewToSlack(state, view) } : {}),
  });
}
