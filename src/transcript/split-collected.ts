import type { Section } from './section.ts';

/** What the collector's own output told of itself. */
type Collected = {
  host?: string;
  sections: Section[];
  /** The last line is there: nothing was cut. */
  complete: boolean;
};

const FIRST = /^@@ROUNDTRIP ([A-Za-z0-9_-]{1,64}) host (\S{0,255}) version (\d{1,4})$/;

/** Whether the lines hold the output of the host's program (host/program). */
export function isCollected(lines: readonly string[]): boolean {
  return lines.some((line) => line.startsWith('@@ROUNDTRIP ') && FIRST.test(line.slice(0, 400)));
}

/**
 * The sections of the collector's output. A section stands between `@@ROUNDTRIP NONCE command …` and
 * `@@ROUNDTRIP NONCE exit STATUS`; a line with any other nonce is output like every other, so that nothing which the host
 * prints can forge a frame. undefined where there is no first line.
 */
export function splitCollected(lines: readonly string[]): Collected | undefined {
  const start = lines.findIndex((line) => line.startsWith('@@ROUNDTRIP ') && FIRST.test(line.slice(0, 400)));
  const first = FIRST.exec((lines[start] ?? '').slice(0, 400));
  if (start === -1 || !first) return undefined;
  const frame = `@@ROUNDTRIP ${first[1]} `;
  const collected: Collected = { sections: [], complete: false };
  if (first[2]) collected.host = first[2];
  let open: { command: string; output: string[] } | undefined;

  const close = (exitStatus: number | undefined) => {
    if (!open) return;
    const section: Section = { command: open.command, output: open.output.join('\n') };
    if (collected.host !== undefined) section.host = collected.host;
    if (exitStatus === undefined) section.truncated = true;
    else section.exitStatus = exitStatus;
    collected.sections.push(section);
    open = undefined;
  };

  for (let at = start + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (!line.startsWith(frame)) {
      open?.output.push(line);
      continue;
    }
    const said = line.slice(frame.length);
    if (said.startsWith('command ')) {
      close(undefined);
      open = { command: said.slice('command '.length).trim().slice(0, 4000), output: [] };
    } else if (said.startsWith('exit ')) {
      const status = /^exit (\d{1,3})$/.exec(said.trim())?.[1];
      close(status === undefined ? undefined : Number(status));
    } else if (said.trim() === 'end') {
      close(undefined);
      collected.complete = true;
      break;
    }
  }
  close(undefined);
  return collected;
}
