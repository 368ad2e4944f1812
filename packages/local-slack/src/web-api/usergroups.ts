import { flag } from '../json.ts';
import { SlackError } from '../slack-error.ts';
import { type Call, type Methods, required } from './method.ts';

export const USERGROUP_METHODS: Methods = {
  'usergroups.list': {
    scopes: ['usergroups:read'],
    run(call) {
      needPlan(call);
      const { state, args } = call;
      const { teamId } = state.identity;
      const usergroups = [...state.usergroups.values()].map((group) => ({
        ...{ id: group.id, team_id: teamId, is_usergroup: true, is_subteam: true },
        ...{ name: group.name, handle: group.handle, description: '', date_delete: 0 },
        ...(flag(args, 'include_count') ? { user_count: group.users.length } : {}),
        ...(flag(args, 'include_users') ? { users: group.users } : {}),
      }));
      return { usergroups };
    },
  },
  'usergroups.users.list': {
    scopes: ['usergroups:read'],
    run(call) {
      needPlan(call);
      const group = call.state.usergroups.get(required(call, 'usergroup'));
      if (!group) throw new SlackError('no_such_subteam');
      return { users: group.users };
    },
  },
};

/** User groups belong to paid plans. */
function needPlan({ state }: Call): void {
  if (!state.features.paidPlan) throw new SlackError('plan_upgrade_required');
}
