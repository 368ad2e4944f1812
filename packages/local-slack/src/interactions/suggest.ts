import { checkOptionGroups, checkOptions } from '../blocks/composition.ts';
import { Problems } from '../blocks/problems.ts';
import type { Delivery } from '../delivery/transport.ts';
import { isObject, type JsonObject, objects } from '../json.ts';
import { ELEMENT_LIMITS } from '../limits.ts';
import type { User, View } from '../records.ts';
import { ActError, type Context, channelFor, common, visibleMessage } from './context.ts';
import { type Found, findElement, messagePlace, viewPlace } from './elements.ts';

/** What came of typing into a menu whose options the app finds. */
export type Suggestions =
  | { outcome: 'options'; options: JsonObject[]; groups: JsonObject[] }
  /** Slack asks the app from so many characters on. */
  | { outcome: 'too-short'; least: number }
  | { outcome: 'unanswered' }
  /** The app's answer goes over a limit; Slack shows no result. */
  | { outcome: 'refused'; problems: readonly string[] };

/** Where the menu stands: in a message, or in a view. */
export type MenuPlace = { channel: string; ts: string } | { view: View };

/** Types into an external select: the app is asked for options that match (`block_suggestion`). */
export async function suggest(
  context: Context,
  user: User,
  place: MenuPlace,
  actionId: string,
  query: string,
  blockId?: string,
): Promise<Suggestions> {
  const { blocks, described } = describePlace(context, user, place);
  const found = findElement(blocks, actionId, blockId === undefined ? {} : { blockId });
  const least = leastQuery(found);
  if (query.length < least) return { outcome: 'too-short', least };
  const delivery = await context.transport.send({
    type: 'interactive',
    acceptsResponse: true,
    payload: {
      type: 'block_suggestion',
      ...common(context, user),
      ...described,
      action_id: found.element.action_id,
      block_id: found.block.block_id,
      value: query,
    },
  });
  return read(context, delivery);
}

function describePlace(
  context: Context,
  user: User,
  place: MenuPlace,
): { blocks: readonly JsonObject[]; described: JsonObject } {
  if ('view' in place) {
    const { view } = place;
    return { blocks: objects(view.content, 'blocks'), described: viewPlace(context, view) };
  }
  const channel = channelFor(context, user, place.channel);
  const message = visibleMessage(context, user, channel, place.ts);
  return { blocks: message.blocks ?? [], described: messagePlace(context, channel, message) };
}

function leastQuery({ element }: Found): number {
  if (!String(element.type).endsWith('external_select')) {
    throw new ActError('no_suggestions', `"${element.action_id}" brings its options with it`);
  }
  const least = element.min_query_length;
  return typeof least === 'number' ? least : ELEMENT_LIMITS.queryLength;
}

function read({ state }: Context, delivery: Delivery): Suggestions {
  if (delivery.outcome !== 'acknowledged') return { outcome: 'unanswered' };
  const answer = isObject(delivery.response) ? delivery.response : {};
  const problems = new Problems(state);
  if (answer.option_groups !== undefined) {
    checkOptionGroups(answer.option_groups, '/option_groups', problems);
  } else if (!Array.isArray(answer.options) || answer.options.length > 0) {
    checkOptions(answer.options, '/options', problems, ELEMENT_LIMITS.selectOptions);
  }
  if (problems.any) return { outcome: 'refused', problems: problems.list };
  const groups = objects(answer, 'option_groups');
  const options =
    groups.length > 0 ? groups.flatMap((group) => objects(group, 'options')) : objects(answer, 'options');
  return { outcome: 'options', options, groups };
}
