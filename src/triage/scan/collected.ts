import { examineHost } from '../../analyzer/index.ts';
import { EXIT } from '../../errors.ts';
import { readTranscript } from '../../library.ts';
import type { HostResult } from './scan-hosts.ts';

/** A file of transcripts: what `roundtrip collect` printed on one host or on several, or a console. */
export type CollectedFile = { name: string; text: string };

/** The hosts that files show, in their order. Two of one name are told apart by their files. */
export function examineCollected(files: Iterable<CollectedFile>): HostResult[] {
  const results: WithFile[] = [];
  for (const { name, text } of files) results.push(...hostsIn(name, text));
  const times = new Map<string, number>();
  for (const { host } of results) times.set(host, (times.get(host) ?? 0) + 1);
  return results.map((result) => {
    const { host, file } = result;
    const name = (times.get(host) ?? 0) > 1 && file !== host ? `${host} (${file})` : host;
    if (result.kind === 'failed') return { ...withoutFile(result), host: name };
    return { ...withoutFile(result), host: name, finding: { ...result.finding, host: name } };
  });
}

type WithFile = HostResult & { file: string };

function withoutFile<Result extends WithFile>({ file: _file, ...result }: Result): Omit<Result, 'file'> {
  return result;
}

function hostsIn(file: string, text: string): WithFile[] {
  return transcriptsIn(text).flatMap((transcript): WithFile[] => {
    const read = readTranscript(transcript);
    const shown = read.kind === 'read' ? read.observations : [];
    const hosts = shown.filter(({ state }) => state.addresses !== undefined || state.links !== undefined);
    if (hosts.length > 0)
      return hosts.map((observation) => {
        const host = observation.host ?? file;
        return { file, kind: 'read', host, finding: examineHost({ host, observation }) };
      });
    const failure =
      read.kind === 'too-large'
        ? { code: 'transcript-too-large', facts: { megabytes: read.limit / 1024 / 1024 } }
        : { code: 'host-not-shown', facts: { file } };
    return [{ file, kind: 'failed', host: file, failure, exitStatus: EXIT.unreachable }];
  });
}

const FIRST = /^@@ROUNDTRIP ([A-Za-z0-9_-]{1,64}) host \S{0,255} version \d{1,4}\r?$/;
const LAST = /^@@ROUNDTRIP ([A-Za-z0-9_-]{1,64}) end\s*$/;

/**
 * The transcripts of a text, one after the other. What stands between the first and the last line of one is its own, whatever it
 * looks like; only one that was cut off ends where the next begins.
 */
function transcriptsIn(text: string): string[] {
  const lines = text.split('\n');
  const marksOf = (pattern: RegExp): { at: number; nonce: string }[] =>
    lines.flatMap((line, at) => {
      const nonce = line.startsWith('@@ROUNDTRIP ') ? pattern.exec(line)?.[1] : undefined;
      return nonce === undefined ? [] : [{ at, nonce }];
    });
  const ends = new Map<string, number[]>();
  for (const { at, nonce } of marksOf(LAST)) ends.set(nonce, [...(ends.get(nonce) ?? []), at]);
  const starts: number[] = [];
  let inside = -1;
  for (const { at, nonce } of marksOf(FIRST)) {
    if (at <= inside) continue;
    starts.push(at);
    inside = ends.get(nonce)?.find((end) => end > at) ?? at;
  }
  if (starts.length === 0) return [text];
  return starts.map((start, index) => lines.slice(start, starts[index + 1]).join('\n'));
}
