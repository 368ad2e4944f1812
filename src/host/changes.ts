import { kindOf, type Plan } from '../analyzer/model/index.ts';
import { printable } from '../printable.ts';
import type { ChangeOnHost, Hosts, SignedApproval } from '../triage/index.ts';
import { connectHost } from './connect.ts';
import { runScript } from './script-run.ts';
import { unreachable } from './unreachable.ts';
import type { HostsOptions } from './watch.ts';

/** Seconds that making or undoing a change may take. */
const CHANGE_SECONDS = 30;
/** So many lines of what others put in the place of a change are told. */
const MOST_LEFT = 10;

/** The port's `apply`: arms the undo, then makes the plan's steps; all or nothing. */
export async function applyPlan(
  hosts: HostsOptions,
  host: string,
  triage: string,
  plan: Plan,
  undoAfter: number,
  approval?: SignedApproval,
): ReturnType<Hosts['apply']> {
  const words = [
    'apply',
    triage,
    String(Math.ceil(undoAfter)),
    ...(approval ? ['approved', String(approval.expires), approval.plan] : []),
    ...(approval?.checked ? ['checked'] : []),
    ...(approval?.signatures.flatMap((signature) => ['signed', signature]) ?? []),
    ...plan.steps.flatMap((step) => kindOf(step.change).wire(step.change)),
  ];
  const { result, said, transcript, frames } = await runChange(hosts, host, words);
  if (result === 'applied')
    return {
      kind: 'applied',
      undoMethod: field(said, 'method') ?? 'unknown',
      transcript,
      ...(field(said, 'verifier') === 'bot' ? { verifier: 'bot' } : {}),
    };
  if (result === 'refused')
    return {
      kind: 'refused',
      reason: said,
      transcript,
      ...(frames('taken-back').length > 0 ? { takenBack: true } : {}),
    };
  if (result === 'held') return { kind: 'held', by: said.split(':')[0] || 'another change' };
  throw notUnderstood(host, 'apply', `${result} ${said}`);
}

/** The port's `undo`. */
export async function undoPlan(
  hosts: HostsOptions,
  host: string,
  triage: string,
  plan: Plan,
): ReturnType<Hosts['undo']> {
  const words = ['undo', triage, ...plan.steps.flatMap((step) => kindOf(step.change).wire(step.change))];
  const { result, said, frames } = await runChange(hosts, host, words);
  if (result === 'none') return { kind: 'undone', nothing: true };
  if (result !== 'undone') return { kind: 'failed', said: said || result };
  const left = frames('left').slice(0, MOST_LEFT);
  return { kind: 'undone', ...(left.length > 0 ? { left } : {}) };
}

/** The port's `confirm` and `status`: what the host says of the change now. */
export async function askAboutChange(
  hosts: HostsOptions,
  verb: 'confirm' | 'status',
  host: string,
  triage: string,
): Promise<ChangeOnHost> {
  return changeIn(await runChange(hosts, host, [verb, triage]), host, verb);
}

/**
 * How far a host's clock is ahead of this machine's at the least (ms; behind: less than 0), asked over the way and with the rights
 * of a change. `triage`: an id that no change there has. Throws where a change could not be made there either.
 */
export async function askClock(hosts: HostsOptions, host: string, triage: string): Promise<number> {
  const before = Date.now();
  const ran = await runChange(hosts, host, ['status', triage]);
  const after = Date.now();
  changeIn(ran, host, 'status');
  // It tells whole seconds, cut off.
  const earliest = Number(ran.frames('clock')[0]) * 1000;
  const latest = earliest + 999;
  if (Number.isNaN(earliest)) throw notUnderstood(host, 'status', 'no clock');
  if (earliest > after) return earliest - after;
  return latest < before ? latest - before : 0;
}

function changeIn({ result, said }: Ran, host: string, verb: string): ChangeOnHost {
  switch (result) {
    case 'none':
    case 'confirmed':
      return { kind: result };
    case 'undone':
    case 'undoing':
      return { kind: result, because: said };
    case 'applied': {
      const seconds = field(said, 'seconds');
      return {
        kind: 'applied',
        armed: field(said, 'armed') === 'yes',
        ...(seconds === undefined ? {} : { undoInSeconds: Number(seconds) }),
      };
    }
    case 'refused':
      throw unreachable('host-needs-root', { host, said });
    default:
      throw notUnderstood(host, verb, `${result} ${said}`);
  }
}

/** What the host's program answered; `frames`: what it told under that word. */
type Ran = { result: string; said: string; transcript: string; frames: (kind: string) => string[] };

async function runChange(hosts: HostsOptions, host: string, words: readonly string[]): Promise<Ran> {
  const aliases = (hosts.resolveApplyAliases ?? hosts.resolveAliases)(host);
  const connection = await connectHost(hosts.ssh, host, aliases, { reuse: words[0] === 'status' });
  try {
    const run = await runScript(connection, words, { host, seconds: CHANGE_SECONDS, during: 'change' });
    const text = await run.finished;
    const [, result = '', said = ''] = /^@@ROUNDTRIP \S+ result (\S+) ?(.*)$/m.exec(text) ?? [];
    const frames = (kind: string): string[] =>
      [...text.matchAll(/^@@ROUNDTRIP \S+ (\S+) ?(.*)$/gm)].flatMap(([, framed, words = '']) =>
        framed === kind ? [printable(words.replaceAll('\t', ' ').trim(), 300)] : [],
      );
    return { result, said: printable(said.replaceAll('\t', ' '), 500), transcript: readable(text), frames };
  } finally {
    connection.close();
  }
}

/** The framed transcript as a person reads it: `# command`, and its output. */
function readable(text: string): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const frame = /^@@ROUNDTRIP \S+ (\S+) ?(.*)$/.exec(line);
      if (!frame) return [line];
      return frame[1] === 'command' ? [`# ${frame[2]}`] : [];
    })
    .join('\n')
    .trim();
}

function field(said: string, name: string): string | undefined {
  return new RegExp(`(?:^| )${name}=(\\S+)`).exec(said)?.[1];
}

function notUnderstood(host: string, verb: string, said: string) {
  return unreachable('host-program-failed', {
    ...{ at: 'answer', host, verb },
    said: printable(said.trim(), 300),
  });
}
