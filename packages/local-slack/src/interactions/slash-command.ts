import type { Delivery } from '../delivery/transport.ts';
import { isObject } from '../json.ts';
import type { User } from '../records.ts';
import { answer, responseUrl } from '../response-url.ts';
import { typedToSlack } from '../typed-text.ts';
import { type Context, channelFor, channelName, tellAlone } from './context.ts';
import { invite } from './say.ts';

/** Sends a typed slash command; what goes wrong is shown to the person alone, in Slack's words. */
export async function slash(
  context: Context,
  user: User,
  channelId: string,
  typed: string,
  thread?: string,
): Promise<Delivery | undefined> {
  const { state } = context;
  const channel = channelFor(context, user, channelId);
  const [command = '', ...rest] = typed.trim().split(/(?<=^\S+)\s/);
  const text = rest.join('').trim();
  if (command === '/invite' && thread === undefined) {
    invite(context, user, channel, text);
    return undefined;
  }
  if (!context.commands.some((one) => one.command === command)) {
    tellAlone(context, user, channel, `\`${command}\` is not a valid command.`, thread);
    return undefined;
  }
  if (thread !== undefined) {
    tellAlone(context, user, channel, `\`${command}\` is not supported in threads. Sorry!`, thread);
    return undefined;
  }
  const { teamId, teamDomain, appId } = state.identity;
  const target = state.newResponseTarget({ channel: channel.id, user: user.id });
  const delivery = await context.transport.send({
    type: 'slash_commands',
    acceptsResponse: true,
    payload: {
      token: 'local',
      team_id: teamId,
      team_domain: teamDomain,
      channel_id: channel.id,
      channel_name: channelName(channel),
      user_id: user.id,
      user_name: user.name,
      command,
      text: context.escapeCommands ? typedToSlack(state, text) : text,
      api_app_id: appId,
      is_enterprise_install: 'false',
      response_url: responseUrl(context.url, target),
      trigger_id: state.newTrigger(user.id, channel.id),
    },
  });
  if (delivery.outcome !== 'acknowledged') {
    const error = delivery.outcome === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
    const why = `\`${command}\` failed because the app did not respond (\`${error}\`).`;
    tellAlone(context, user, channel, why);
    return delivery;
  }
  const said = typeof delivery.response === 'string' ? { text: delivery.response } : delivery.response;
  if (isObject(said) && (said.text !== undefined || said.blocks !== undefined)) answer(state, target, said);
  return delivery;
}
