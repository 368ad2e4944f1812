import { formatValue, type KernelModel, parsePrefix, type RouteAnswer } from '../kernel/index.ts';
import type { FlowChange, HostState } from '../model/index.ts';
import { deviceOf } from '../walk.ts';

/** What a plan changes beyond the flow it is for: every known flow asked before and after, those that differ listed. */
export type BlastRadius = { changes: FlowChange[]; considered: number; truncated: boolean };

/** Pairs of established peers looked at; a busy host has more, and then the plan says so. */
const PAIR_LIMIT = 2000;

type Question = { flow: string; ask: (model: KernelModel) => string };

/**
 * Asks both models about each address towards each connected network, gateway, established peer and the world beyond,
 * and about source validation from every connected network to every address.
 */
export function blastRadius(
  state: HostState,
  before: KernelModel,
  after: KernelModel,
  family: 4 | 6,
): BlastRadius {
  const questions = new Map<string, Question>();
  let truncated = false;
  const add = (question: Question): void => {
    if (questions.size < PAIR_LIMIT) questions.set(question.flow, question);
    else truncated = true;
  };
  for (const question of sshQuestions(state, family)) add(question);
  for (const question of peerQuestions(state, family)) add(question);
  for (const question of reachQuestions(state, family)) add(question);
  for (const question of validationQuestions(state, family)) add(question);
  const changes = [...questions.values()].flatMap(({ flow, ask }) => {
    const [was, becomes] = [ask(before), ask(after)];
    return was === becomes ? [] : [{ flow, before: was, after: becomes }];
  });
  return { changes, considered: questions.size, truncated };
}

/** How the host's answers on the connection that carried the collection would leave; the plan must not move them. */
export function sshChange(state: HostState, before: KernelModel, after: KernelModel): FlowChange | undefined {
  for (const family of [4, 6] as const) {
    for (const { flow, ask } of sshQuestions(state, family)) {
      const [was, becomes] = [ask(before), ask(after)];
      if (was !== becomes) return { flow, before: was, after: becomes };
    }
  }
  return undefined;
}

function sshQuestions(state: HostState, family: 4 | 6): Question[] {
  const ssh = state.sshConnection;
  if (!ssh || familyOf(ssh.serverAddress) !== family) return [];
  const { serverAddress: from, clientAddress: to, serverPort, clientPort } = ssh;
  const query = { family, from, to, ipproto: 6, sport: serverPort, dport: clientPort };
  return [{ flow: `this SSH connection: ${to} ↔ ${from}`, ask: (model) => inWords(model.lookup(query)) }];
}

function peerQuestions(state: HostState, family: 4 | 6): Question[] {
  return (state.sockets ?? []).flatMap(({ localAddress, peerAddress, protocol }) => {
    if (peerAddress === undefined || familyOf(peerAddress) !== family || isUnbound(peerAddress)) return [];
    if (isUnbound(localAddress)) return [];
    return [output(family, localAddress, peerAddress, protocol === 'udp' ? 17 : 6)];
  });
}

function reachQuestions(state: HostState, family: 4 | 6): Question[] {
  const targets = new Set<string>([
    BEYOND[family],
    ...networksOf(state, family).map(({ neighbour }) => neighbour),
  ]);
  for (const route of state.routes[family] ?? []) {
    for (const { gateway } of route.nextHops)
      if (gateway !== undefined && familyOf(gateway) === family) targets.add(gateway);
  }
  const sources = ownAddresses(state, family);
  return [...targets].flatMap((target) => [
    output(family, undefined, target),
    ...sources.filter(({ local }) => local !== target).map(({ local }) => output(family, local, target)),
  ]);
}

function validationQuestions(state: HostState, family: 4 | 6): Question[] {
  if (family === 6) return [];
  const sources = [...networksOf(state, family), { dev: undefined, neighbour: BEYOND[family] }];
  return ownAddresses(state, family).flatMap(({ local, dev }) =>
    sources.map(({ neighbour }) => ({
      flow: `${neighbour} → ${local}, arriving on ${dev}`,
      ask: (model: KernelModel) => {
        const { verdict, reason } = model.validateSource({
          family,
          source: neighbour,
          destination: local,
          iif: dev,
        });
        return verdict === 'refused' ? `refused (${reason})` : verdict;
      },
    })),
  );
}

function output(family: 4 | 6, from: string | undefined, to: string, ipproto?: number): Question {
  const query = {
    family,
    to,
    ...(from === undefined ? {} : { from }),
    ...(ipproto === undefined ? {} : { ipproto }),
  };
  const flow = `${to} ↔ ${from ?? 'any address'}`;
  return { flow, ask: (model) => inWords(model.lookup(query)) };
}

function inWords(answer: RouteAnswer): string {
  switch (answer.kind) {
    case 'route': {
      const via = answer.gateway === undefined ? '' : ` via ${answer.gateway}`;
      return `leaves by ${deviceOf(answer) ?? answer.type}${via}`;
    }
    case 'error':
      return `no way (${answer.error})`;
    case 'refused':
      return 'refused';
    case 'unknown':
      return 'cannot be told';
  }
}

/** Stands for the world beyond the default route (RFC 5737, RFC 3849). */
const BEYOND = { 4: '192.0.2.1', 6: '2001:db8::1' } as const;

function ownAddresses(state: HostState, family: 4 | 6): { local: string; dev: string }[] {
  return (state.addresses ?? []).filter((address) => address.family === family && address.scope === 'global');
}

/** A neighbour for each connected network: its first host that is not ourselves. */
function networksOf(state: HostState, family: 4 | 6): { dev: string; neighbour: string }[] {
  const own = new Set(ownAddresses(state, family).map(({ local }) => local));
  return (state.addresses ?? []).flatMap((address) => {
    if (address.family !== family || address.scope !== 'global') return [];
    const prefix = parsePrefix(`${address.local}/${address.prefixLength}`);
    if (!prefix || prefix.first === prefix.last) return [];
    for (const step of [1, 2, 3, 4, 5]) {
      const value = family === 4 ? Number(prefix.first) + step : BigInt(prefix.first) + BigInt(step);
      const neighbour = formatValue(family, value);
      if (value <= prefix.last && !own.has(neighbour)) return [{ dev: address.dev, neighbour }];
    }
    return [];
  });
}

function familyOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}

function isUnbound(address: string): boolean {
  return ['0.0.0.0', '::', '*'].includes(address);
}
