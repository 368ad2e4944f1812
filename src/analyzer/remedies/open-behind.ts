import { listens } from '../listens.ts';
import { type OpenQuestion, sysctl } from '../model/index.ts';
import type { KernelModel } from '../routes/index.ts';
import { filterWay, filterWayWith, type Hook, type Judged } from '../seen/filter-way.ts';
import { furthest, isBefore, type Milestone, type Progress } from '../seen/progress.ts';
import { siblingPasses } from '../seen/siblings.ts';
import { isFilterShown } from '../verdict/shown.ts';
import type { Walk } from '../walk/index.ts';

/** Where a packet is once the hooks of a stage let it pass. */
const BEYOND = { prerouting: 'checked', input: 'delivered', output: 'left' } as const satisfies Record<
  Hook,
  Milestone
>;
const HOOKS = ['prerouting', 'input', 'output'] as const;

/** What the packet filter does with the flow where the routes are those of a plan, at each stage that may still stop it. */
export function filterBehind(walk: Walk, routes: KernelModel): Judged[] {
  if (walk.modelled.state.filters === undefined || filterWay(walk).model.empty) return [];
  const way = filterWayWith(walk, routes);
  return HOOKS.map((hook) => way[hook]).filter(
    ({ verdict: { verdict, reason } }) => verdict !== 'accept' && reason.kind !== 'no-way-back',
  );
}

/**
 * What was not shown of the stages behind the one that stops the packet: each may stop it, or its answer, once the first cause
 * is gone. What the packets passed already, and what another address of the host shows to be open, is none of it.
 */
export function openBehind(walk: Walk, progress: Progress, doubtful: readonly Judged[]): OpenQuestion[] {
  const came = furthest(progress);
  const isPassed = (milestone: Milestone) => !isBefore(came, milestone);
  const checks = doubtful.filter(({ verdict }) => verdict.kind === 'reverse-path');
  if (isPassed('left')) return asQuestions(checks);
  const open = siblingPasses(walk) ? checks : doubtful.filter(({ path }) => !isPassed(BEYOND[hookOf(path)]));
  const isHidden = !isFilterShown(walk) && !siblingPasses(walk);
  return [
    ...asQuestions(open),
    ...(isHidden ? [{ about: 'filter', hook: isPassed('delivered') ? 'output' : 'input' } as const] : []),
    ...(isPassed('answered') ? [] : whoAnswers(walk)),
  ];
}

function asQuestions(doubtful: readonly Judged[]): OpenQuestion[] {
  return doubtful.map(({ path }) => ({ about: 'filter', hook: path }));
}

function hookOf(path: Judged['path']): Hook {
  if (path === 'prerouting') return 'prerouting';
  return path === 'output' || path === 'postrouting' ? 'output' : 'input';
}

/** Whether the request is answered once it is delivered. */
function whoAnswers(walk: Walk): OpenQuestion[] {
  const { protocol, port } = walk.asked.flow;
  if (walk.modelled.passage.translated) return [];
  if (protocol !== 'icmp') {
    const asked = port === undefined ? { protocol } : { protocol, port };
    return listens(walk).who === 'not-shown' ? [{ about: 'sockets', ...asked }] : [];
  }
  const setting = IGNORE_ALL[walk.asked.family];
  const isShown = sysctl(walk.modelled.state, setting) !== undefined || siblingPasses(walk);
  return isShown ? [] : [{ about: 'sysctl', keys: [setting] }];
}

const IGNORE_ALL = { 4: 'net.ipv4.icmp_echo_ignore_all', 6: 'net.ipv6.icmp.echo_ignore_all' } as const;
