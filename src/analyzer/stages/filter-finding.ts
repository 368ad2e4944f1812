import { cite, type Walk } from '../walk.ts';
import { type Finding, passed, unknown } from './finding.ts';

/** What the packet filter does to the flow at one hook. */
export function filterFinding(walk: Walk, hook: 'prerouting' | 'input' | 'output'): Finding {
  const evidence = cite(walk, 'filters');
  if (walk.answerLeft || walk.answerArrived) return passed('an answer left the host', cite(walk, 'capture'));
  const { filters } = walk.state;
  if (filters === undefined) return unknown(`the packet filter was not listed (${hook})`);
  if (filters.every(({ text }) => !hasRules(text))) return passed('the packet filter has no rules', evidence);
  return unknown(`the packet filter has rules that were not evaluated (${hook})`, evidence);
}

/** nft lists rules inside chains; iptables-save appends them with -A, and a policy other than ACCEPT decides as well. */
function hasRules(text: string): boolean {
  return (
    /^-A /m.test(text) || /^:\S+ (DROP|REJECT)/m.test(text) || /\bchain\b/.test(text) || /"rule"/.test(text)
  );
}
