import { namesFile } from '../file-command.ts';
import { quoted } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isLogForm, isLogLine, parseKernelLog } from '../parsers/kernel-log.ts';
import { parseNftTrace, traceEnds } from '../parsers/nft-trace.ts';

/** Lines of dmesg, journalctl, a log file or nft's trace that speak of packets refused or links changed. */
function read(draft: ObservationDraft, block: Block): void {
  const shown = block.lines.filter((line) => isLogLine(line) || TRACE.test(line));
  const failure = block.lines.find((line) =>
    /not permitted|Permission denied|insufficient permissions/.test(line),
  );
  if (failure !== undefined) draft.gap('kernelLog', quoted(failure));
  if (failure !== undefined && shown.length === 0) return;
  const traced = parseNftTrace(block.lines);
  // Only what a rule marks for tracing is shown: what is not there may have come all the same.
  if (traced.length > 0)
    draft.observation.captures.push({
      command: commandOf(block),
      listening: false,
      incomplete: true,
      packets: traced,
    });
  const entries = [
    ...(draft.state.kernelLog ?? []),
    ...parseKernelLog(block.lines),
    ...traceEnds(block.lines),
  ];
  draft.state.kernelLog = entries.slice(-MAX_ENTRIES);
  if (shown.length > 0)
    draft.evidence('kernel-log', commandOf(block), shown.map((line) => line.trim().slice(0, 500)).join('\n'));
}

/** Entries kept, the newest. */
const MAX_ENTRIES = 200;

const TRACE = /^\s*trace id [0-9a-f]{1,8} /;

export const kernelLog = {
  kind: 'kernel-log',
  printedBy: ({ argv }) =>
    argv[0] === 'dmesg' ||
    argv[0] === 'journalctl' ||
    (argv[0] === 'nft' && argv.includes('monitor') && argv.includes('trace')) ||
    namesFile(argv, /\/(?:messages|syslog|kern\.log|dmesg)[^/]*$/),
  form: (line) => isLogForm(line) || TRACE.test(line),
  state: true,
  part: 'kernelLog',
  answers: [],
  read,
} satisfies Output;
