import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { decodedText } from '../decoded-text.ts';
import { RoundtripError } from '../errors.ts';
import { addFlowOptions, type FlowOptions, readFlowOptions } from './flow-options.ts';
import { addExamples } from './help.ts';
import { printJson } from './output.ts';
import { addPictureOption, readPictureOption, writePicture } from './picture-file.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';

type ExplainOptions = FlowOptions & {
  iface?: string;
  host?: string;
  json?: boolean;
  picture?: string;
  verbose?: boolean;
  timings?: boolean;
};

/** Larger pastes are refused by size, before anything is read out of them. */
const LARGEST_TRANSCRIPT = 10 * 1024 * 1024;

/** `roundtrip explain FILE|-`: the same diagnosis from a pasted console transcript, with no SSH and no store. */
export function addExplainCommand(program: Command): void {
  const { explain: told, flow, frame } = say().help;
  const explain = program
    .command('explain <file>')
    .summary(told.summary)
    .description(told.description)
    .option('--iface <name>', told.iface)
    .option('--host <name>', told.host);
  addFlowOptions(explain, 'address').option('--gateway <ip>', told.gateway);
  addPictureOption(explain)
    .option('--verbose', flow.verbose)
    .option('--timings', flow.timings)
    .option('--json', frame.json)
    .action(runExplain);
  addExamples(explain, {
    'roundtrip explain console.txt': told.examples.file,
    'roundtrip explain console.txt --iface eth1 --from 172.16.0.4': told.examples.narrowed,
    'xclip -o | roundtrip explain -': told.examples.stdin,
  });
}

async function runExplain(file: string, options: ExplainOptions): Promise<void> {
  const { parseHostName, parseInterfaceName } = await import('../config/index.ts');
  const iface = options.iface === undefined ? undefined : parseInterfaceName(options.iface);
  const host = options.host === undefined ? undefined : parseHostName(options.host);
  const { from, to, protocol, port, gateway } = await readFlowOptions(options);
  if (from?.kind === 'host') throw problem('option-invalid', say().problems.senderMustBeAddress());
  if (from !== undefined) refuseSender(from.address, to);
  const picture = readPictureOption(options.picture);
  const { explainConsole } = await import('../triage/index.ts');
  const { createStopwatch } = await import('./stopwatch.ts');
  const stopwatch = createStopwatch();
  const text = await stopwatch.time('read', () => readTranscriptText(file));
  const flags = {
    ...(iface === undefined ? {} : { interface: iface }),
    ...(host === undefined ? {} : { host }),
    ...(from === undefined ? {} : { from: from.address }),
    ...(to === undefined ? {} : { to }),
    ...(port === undefined ? {} : { port, protocol }),
    ...(gateway === undefined ? {} : { gateway }),
  };
  const analyzed = stopwatch.timed('analyze', explainConsole);
  const { diagnosis, found, taken } = analyzed(text, flags, language());
  if (picture) await stopwatch.time('picture', () => writePicture(picture, found));
  if (options.timings) (await import('./screen.ts')).tellAside(stopwatch.text());
  if (options.json) return printJson(diagnosis);
  const { answerText } = await import('./answer-text.ts');
  const { detailText } = await import('./diagnosis-text.ts');
  const { quoteWord } = await import('../analyzer/model/index.ts');
  const detail = options.verbose ? `${detailText(diagnosis, { byHand: true })}\n\n` : '';
  const shown = {
    taken,
    host: host ?? diagnosis.host ?? '',
    way: { kind: 'paste', words: [quoteWord(file)] } as const,
  };
  process.stdout.write(`${detail}${answerText(diagnosis, shown)}\n`);
}

/** A sender that no packet can come from, or that is of another family than the address that is asked. */
function refuseSender(from: string, to: string | undefined): void {
  const { problems } = say();
  if (/^(?:0\.|22[4-9]\.|2[3-5]\d\.)/.test(from) || /^(?:ff[0-9a-f]{2}:|::$)/i.test(from))
    throw problem('option-invalid', problems.senderSendsNothing({ from }));
  if (to !== undefined && from.includes(':') !== to.includes(':'))
    throw problem('option-invalid', problems.senderOtherFamily({ from, to }));
}

async function readTranscriptText(file: string): Promise<string> {
  const text = decodedText(file === '-' ? await readStandardInput() : await readFileBounded(file));
  if (text === undefined) throw problem('transcript-unreadable', say().problems.transcriptBinary({ file }));
  return text;
}

async function readFileBounded(file: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(file);
    return bytes.length > LARGEST_TRANSCRIPT ? refuseSize() : bytes;
  } catch (error) {
    if (error instanceof RoundtripError) throw error;
    const { problems } = say();
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    const told = code === 'EISDIR' ? problems.transcriptIsFolder() : problems.transcriptUnreadable({ code });
    throw problem('transcript-unreadable', told, { cause: error });
  }
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    size += chunk.length;
    if (size > LARGEST_TRANSCRIPT) refuseSize();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuseSize(): never {
  throw problem('transcript-too-large', say().problems.transcriptTooLarge());
}
