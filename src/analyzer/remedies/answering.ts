import { answeringSocket, type Flow, isUnbound, type Message, rulesOf, vrfOf } from '../model/index.ts';
import type { RouteQuery } from '../routes/index.ts';
import type { Walk } from '../walk/index.ts';

/** The answer's lookup as its socket asks it; `on`: what it depends on whether it asks so. */
export type AnswerQuery = { query: RouteQuery; on?: Message };

/**
 * The ways in which the answer may be looked up. The kernel routes it with the user and the source address of the socket
 * that answers (RFC 1122 4.1.3.5 for UDP): where those were not shown, each that the rules tell apart is asked for.
 */
export function answerQueries(walk: Walk): AnswerQuery[] {
  return [...byUser(walk), ...byUnboundSource(walk)];
}

/** The highest user id; the one above it means none (linux/uidgid.h). */
const LAST_USER = 0xfffffffe;

/** A program's answer is routed as its user's: of whoever it may be, only what the rules compare matters. */
function byUser({ modelled: { replyQuery, state }, asked: { flow, family } }: Walk): AnswerQuery[] {
  if (replyQuery.uid !== 'listener') return [{ query: replyQuery }];
  const ranges = rulesOf(state, family).flatMap(({ uidrange }) => uidrange ?? []);
  if (ranges.length === 0) return [{ query: replyQuery }];
  const users = new Set(
    [0, ...ranges.flatMap(({ from, to }) => [from, to + 1])].filter((uid) => uid <= LAST_USER),
  );
  const on: Message = { key: 'outcome.on-user', ...portOf(flow) };
  return [...users].map((uid) => ({ query: { ...replyQuery, uid }, on }));
}

/** A UDP socket that is bound to no address leaves the source to the kernel, unless its program names it (IP_PKTINFO). */
function byUnboundSource({
  modelled: { replyQuery, state, passage },
  asked: { flow },
  seen: { ingress },
}: Walk): AnswerQuery[] {
  if (flow.protocol !== 'udp' || passage.translated) return [];
  const { to: address, port } = flow;
  const vrf = vrfOf(state, ingress)?.name;
  const socket = answeringSocket(state, { protocol: 'udp', address, port, device: ingress, vrf });
  if (!socket || !isUnbound(socket)) return [];
  const { from: _, ...query } = replyQuery;
  return [{ query, on: { key: 'outcome.on-udp-source', address, ...portOf(flow) } }];
}

function portOf({ port }: Flow): { port?: number } {
  return port === undefined ? {} : { port };
}
