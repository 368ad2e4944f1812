import type { WebClient } from '@slack/web-api';
import { WebAPIPlatformError } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Actor, Directory } from '../triage/index.ts';
import { createCache } from './cache.ts';

/** A member who was taken out of a group can approve no longer than this. */
const KEPT_MS = 30_000;

/**
 * Members of Slack's user groups. Undefined where Slack does not tell: groups need a paid plan
 * (`plan_upgrade_required`) and the scope usergroups:read; nobody is an approver by way of such a group.
 */
export function createDirectory(client: WebClient, log: Logger): Directory {
  const groups = createCache(KEPT_MS, async (group: string): Promise<readonly Actor[] | undefined> => {
    try {
      const { users } = await client.usergroups.users.list({ usergroup: group });
      return users?.map((user) => `slack:${user}`);
    } catch (error) {
      const reason = error instanceof WebAPIPlatformError ? error.data.error : 'Slack could not be asked';
      log.warn(
        { group, reason },
        'members of a user group could not be read: nobody can approve by way of it',
      );
      return undefined;
    }
  });
  return {
    groupMembers(group, { fresh = false } = {}) {
      if (fresh) groups.forget(group);
      return groups.get(group);
    },
  };
}
