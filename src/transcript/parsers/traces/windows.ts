import { compact } from '../../forms/compact.ts';
import { outcomeOf } from '../../forms/outcome.ts';
import { wordsOf } from '../../forms/text.ts';
import { errorInEnglish } from '../ping-languages.ts';
import { type Hop, whoIs } from './hop.ts';

/** `  1    <1 ms    <1 ms     1 ms  10.0.0.1`; the unit and what is said of silence are translated. */
const TIMED = /^\s{1,3}(\d{1,3})((?:\s{1,8}(?:\*|<?\d{1,6}\s?\p{L}{1,4})){3})\s{1,8}(\S.{0,300})$/u;
/** `  2  10.9.9.9  reports: Destination host unreachable.` */
const REPORTS =
  /^\s{1,3}(\d{1,3})\s{1,4}(\S{1,253}(?: \[[0-9a-f.:]{2,45}\])?)\s{1,4}[\p{L}\s]{3,30}\s?[:：]\s?(\p{L}.{5,120})$/u;
/** pathping's path: `  1  10.0.0.1`, `  3     *        *        *`. */
const PATH = /^\s{1,3}(\d{1,3})\s{1,8}(\*(?:\s+\*){0,2}|\S{1,253}(?: \[[0-9a-f.:]{2,45}\])?)\s*$/i;
/** pathping's table: `  1    1ms     0/ 100 =  0%     0/ 100 =  0%  10.0.0.1`. */
const COUNTED =
  /^\s{1,3}(\d{1,3})\s{1,8}(?:\d{1,6}\s?\p{L}{1,4}|---)\s{1,8}\d{1,6}\/\s{0,6}\d{1,6}\s?=\s{0,3}(\d{1,3})\s?%.{0,40}?\s(\S{1,253}(?: \[[0-9a-f.:]{2,45}\])?)\s*$/u;

/** What traceroute marks an ICMP error with. */
const MARKS = {
  'host-unreachable': 'H',
  'network-unreachable': 'N',
  prohibited: 'X',
} as const satisfies Record<string, string>;

/** Whether the line is one that tracert or pathping alone prints. */
export function isWindowsHop(line: string): boolean {
  return TIMED.test(line) || COUNTED.test(line);
}

/** The hop of a line of `tracert` or `pathping`. */
export function windowsHop(line: string): Hop | undefined {
  const timed = TIMED.exec(line);
  if (timed) {
    const answered = /\d/.test(timed[2] ?? '');
    return hop(timed[1], answered ? (timed[3] ?? '') : '', {});
  }
  const counted = COUNTED.exec(line);
  if (counted) return hop(counted[1], counted[3] ?? '', { loss: Number(counted[2]) });
  const reports = REPORTS.exec(line);
  const outcome = reports && outcomeOf(errorInEnglish(reports[3] ?? '') ?? reports[3] ?? '');
  const error =
    outcome !== undefined && outcome !== null && outcome in MARKS
      ? MARKS[outcome as keyof typeof MARKS]
      : undefined;
  if (reports && error !== undefined) return hop(reports[1], reports[2] ?? '', { error });
  const path = PATH.exec(line);
  return path ? hop(path[1], path[2] ?? '', {}) : undefined;
}

function hop(
  distance: string | undefined,
  who: string,
  { loss, error }: { loss?: number; error?: string },
): Hop {
  return compact<Hop>({ distance: Number(distance), ...whoIs(wordsOf(who)), loss, error });
}

/** The first line, as Windows translates it: the target stands behind the words, or before them. */
const HEADERS: readonly RegExp[] = [
  /^(?:Tracing route to|Routenverfolgung zu|Routenverfolgung von|D[ée]termination de l['’]itin[ée]raire vers|Traza a(?: la direcci[óo]n)?|Rastreando a rota para|Traccia instradamento verso|[ŚS]ledzenie trasy do|Трассировка маршрута к|Traceren van de route naar|V[ýy]pis trasy k|Sp[åa]rar v[äa]gen till) (\S{1,253}?)(?:\s?\[([0-9a-f.:]{2,45})\])?(?:,|\s|$)/i,
  /(?:跃点|躍點).{0,4}跟踪(?:到)? ?(\S{1,253}?)(?:\s?\[([0-9a-f.:]{2,45})\])? ?的路由/,
  /^(\S{1,253}?)(?:\s?\[([0-9a-f.:]{2,45})\])? ?(?:へのルートをトレース|\(으\)로 가는 경로)/,
];

/** The target that the first line names: as it was typed, and its address where a name was. */
export function windowsTarget(line: string): { target: string; address?: string } | undefined {
  for (const header of HEADERS) {
    const [, target, address] = header.exec(line.trim().replace(/["„“”«»]/g, '')) ?? [];
    if (target !== undefined) return { target, ...(address === undefined ? {} : { address }) };
  }
  return undefined;
}
