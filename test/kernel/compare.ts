import { keyOf } from '../../src/analyzer/model/index.ts';
import type { RouteAnswer, RouteQuery, SourceValidation } from '../../src/analyzer/routes/index.ts';
import { kernelModel } from '../../src/analyzer/routes/index.ts';
import { isOlder } from '../../src/analyzer/routes/kernel-release.ts';
import type { KernelAnswer, Observed } from './observation.ts';

/** A question on which model and kernel differ. */
export interface Disagreement {
  query: string;
  kernel: string;
  model: string;
}

const ERRORS: readonly (readonly [RegExp, string])[] = [
  [/Network is unreachable/, 'ENETUNREACH'],
  [/No route to host/, 'EHOSTUNREACH'],
  [/Permission denied/, 'EACCES'],
  [/Invalid argument/, 'EINVAL'],
  [/Invalid cross-device link/, 'EXDEV'],
];
const PROTOCOLS: Record<string, number> = { tcp: 6, udp: 17, icmp: 1, 'ipv6-icmp': 58 };
const TABLES: Record<string, string> = { main: '254', local: '255', default: '253' };

/** `ip route get` words as a question to the model. */
export function queryOf(words: string): RouteQuery {
  const [to = '', ...rest] = words.split(' ');
  const query: RouteQuery = { family: to.includes(':') ? 6 : 4, to };
  for (let index = 0; index + 1 < rest.length; index += 2) {
    const value = rest[index + 1] as string;
    const key = rest[index];
    if (key === 'from' || key === 'iif' || key === 'oif') query[key] = value;
    else if (key === 'ipproto') query.ipproto = PROTOCOLS[value] ?? Number(value);
    else if (key === 'mark' || key === 'tos' || key === 'sport' || key === 'dport' || key === 'uid')
      query[key] = Number(value);
  }
  return query;
}

function kernelWords(answer: KernelAnswer): string {
  if ('refusal' in answer)
    return ERRORS.find(([pattern]) => pattern.test(answer.refusal))?.[1] ?? answer.refusal;
  const { route } = answer;
  const via = route['via'] as { host?: string } | undefined;
  const table = String(route['table'] ?? 'main');
  return [
    route['type'] ?? 'unicast',
    `dev ${route['dev']}`,
    `via ${route['gateway'] ?? via?.host ?? '-'}`,
    `src ${route['prefsrc'] ?? '-'}`,
    `table ${TABLES[table] ?? table}`,
  ].join(' ');
}

/** What kernels up to 6.12 call a cross-device link, newer ones an invalid argument like every other refusal (measured). */
const REVERSE_PATH: readonly SourceValidation['reason'][] = [
  'strict',
  'no-route',
  'loose-no-route',
  'no-ingress-address',
  'route-rejects',
];

function refusedWord({ reason }: SourceValidation, release: string | undefined): string {
  return REVERSE_PATH.includes(reason) && isOlder(release, 6, 13) ? 'EXDEV' : 'EINVAL';
}

/** All answers that agree with the model's: several where a flow hash chooses. */
function modelWords(answer: RouteAnswer, release: string | undefined): string[] {
  if (answer.kind === 'unknown') return [`UNKNOWN ${keyOf(answer.question)}`];
  if (answer.kind === 'error') return [answer.error];
  if (answer.kind === 'refused') return [refusedWord(answer.validation, release)];
  const hops = answer.nextHops ?? [{ dev: answer.dev, gateway: answer.gateway }];
  return hops.map(({ dev, gateway }) =>
    [
      answer.type,
      `dev ${dev}`,
      `via ${gateway ?? '-'}`,
      `src ${answer.prefsrc ?? '-'}`,
      `table ${answer.table}`,
    ].join(' '),
  );
}

/**
 * Where several next hops lend different sources, or none can be told, the model names none: then the kernel's is left out too. IPv6 reports
 * the table of whichever route used the next hop object first (`usesObject`).
 */
function agrees(
  kernel: string,
  answer: RouteAnswer,
  release: string | undefined,
  usesObject: () => boolean,
): boolean {
  const openSource =
    answer.kind === 'route' &&
    (answer.sourceUnknown !== undefined || (answer.nextHops !== undefined && answer.prefsrc === undefined));
  const asked = openSource ? kernel.replace(/src \S+/, 'src -') : kernel;
  const words = modelWords(answer, release);
  const withoutTable = (text: string) => text.replace(/ table \S+$/, '');
  return (
    words.includes(asked) ||
    (words.some((each) => withoutTable(each) === withoutTable(asked)) && usesObject())
  );
}

/** What the model leaves open of an answer, and why. */
function leftOpen(answer: RouteAnswer): string | undefined {
  const question =
    answer.kind === 'unknown' ? answer.question : answer.kind === 'route' ? answer.sourceUnknown : undefined;
  return question && keyOf(question);
}

/** Puts every question to the model; `unknown` counts apart, for the state was wholly collected. */
export function compare(
  queries: readonly string[],
  observed: Observed,
): { disagreements: Disagreement[]; unknown: Disagreement[] } {
  const model = kernelModel(observed.state);
  const release = observed.state.kernelRelease;
  const disagreements: Disagreement[] = [];
  const unknown: Disagreement[] = [];
  for (const [index, query] of queries.entries()) {
    const kernel = kernelWords(observed.answers[index] as KernelAnswer);
    const asked = queryOf(query);
    const answer = model.lookup(asked);
    const usesObject = () => asked.family === 6 && model.explain(asked).route?.nextHopObject !== undefined;
    // The kernel answers multicast that arrives from its multicast router, which `ip route get` cannot print.
    if (kernel.endsWith('Message too long')) continue;
    const open = leftOpen(answer);
    if (answer.kind !== 'unknown' && !agrees(kernel, answer, release, usesObject))
      disagreements.push({ query, kernel, model: modelWords(answer, release).join(' | ') });
    else if (open !== undefined) unknown.push({ query, kernel, model: `UNKNOWN ${open}` });
  }
  return { disagreements, unknown };
}
