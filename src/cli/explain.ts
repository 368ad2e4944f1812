import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parseHostName, parseInterfaceName } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { addFlowOptions, type FlowOptions, readFlowOptions } from './flow-options.ts';
import { addLanguageOption, type LanguageOption, readLanguage } from './language-option.ts';
import { printJson } from './output.ts';
import { addPictureOption, readPictureOption, writePicture } from './picture-file.ts';

type ExplainOptions = FlowOptions &
  LanguageOption & { iface?: string; host?: string; json?: boolean; picture?: string };

/** Larger pastes are refused by size, before anything is read out of them. */
const LARGEST_TRANSCRIPT = 10 * 1024 * 1024;

/** `roundtrip explain FILE|-`: the same diagnosis from a pasted console transcript, with no SSH and no store. */
export function addExplainCommand(program: Command): void {
  const explain = program
    .command('explain <file>')
    .description(
      'diagnose from a pasted console transcript; - reads standard input. The question is found in it; flags narrow it',
    )
    .option('--iface <name>', 'interface that does not answer')
    .option('--host <name>', 'host that is asked, by the name in its prompt');
  addFlowOptions(explain, 'address').option(
    '--gateway <ip>',
    'gateway on that interface, for the commands of policy routing',
  );
  addPictureOption(explain).option('--json', 'print the diagnosis as JSON');
  addLanguageOption(explain, 'en').action(runExplain);
}

async function runExplain(file: string, options: ExplainOptions): Promise<void> {
  const iface = options.iface === undefined ? undefined : parseInterfaceName(options.iface);
  const host = options.host === undefined ? undefined : parseHostName(options.host);
  const { from, to, protocol, port, gateway } = readFlowOptions(options);
  if (from?.kind === 'host') {
    throw new RoundtripError(
      'option-invalid',
      '--from needs an IP address here.',
      'Write it as --from 172.16.0.4.',
      { exitStatus: EXIT.usage },
    );
  }
  if (from !== undefined) refuseSender(from.address, to);
  const picture = readPictureOption(options.picture);
  const language = (await readLanguage(options)) ?? 'en';
  const text = await readTranscriptText(file);
  const { explainConsole } = await import('../triage/index.ts');
  const flags = {
    ...(iface === undefined ? {} : { interface: iface }),
    ...(host === undefined ? {} : { host }),
    ...(from === undefined ? {} : { from: from.address }),
    ...(to === undefined ? {} : { to }),
    ...(port === undefined ? {} : { port, protocol }),
    ...(gateway === undefined ? {} : { gateway }),
  };
  const { diagnosis, found, taken } = explainConsole(text, flags, language);
  if (picture) await writePicture(picture, found, language);
  if (options.json) return printJson(diagnosis);
  const { diagnosisText } = await import('./diagnosis-text.ts');
  const { printable } = await import('../printable.ts');
  const question = taken === undefined ? '' : `Taken as the question: ${printable(taken, 600)}\n\n`;
  process.stdout.write(`${question}${diagnosisText(diagnosis)}\n`);
}

/** A sender that no packet can come from, or that is of another family than the address that is asked. */
function refuseSender(from: string, to: string | undefined): void {
  const refuse = (why: string): never => {
    throw new RoundtripError(
      'option-invalid',
      `--from: ${why}.`,
      'Name the address of the host that gets no answer.',
      {
        exitStatus: EXIT.usage,
      },
    );
  };
  if (/^(?:0\.|22[4-9]\.|2[3-5]\d\.)/.test(from) || /^(?:ff[0-9a-f]{2}:|::$)/i.test(from))
    refuse(`${from} is no address that a host sends from`);
  if (to !== undefined && from.includes(':') !== to.includes(':'))
    refuse(`${from} is of another IP version than ${to}`);
}

async function readTranscriptText(file: string): Promise<string> {
  const bytes = file === '-' ? await readStandardInput() : await readFileBounded(file);
  return textOf(bytes);
}

/** UTF-16 by its byte order mark (what PowerShell's `>` writes), else UTF-8; what has control bytes all over is no text. */
function textOf(bytes: Uint8Array): string {
  const mark = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8';
  const text = new TextDecoder(encoding).decode(bytes);
  const start = text.slice(0, 4096);
  const strange = [...start].filter((char) => char === '\0' || char === '\uFFFD').length;
  if (strange > 16 && strange * 10 > start.length)
    throw new RoundtripError(
      'transcript-unreadable',
      'This is no text.',
      'Name a text file with what a console printed; unpack a compressed one first.',
      { exitStatus: EXIT.usage },
    );
  return text.replaceAll('\0', '');
}

async function readFileBounded(file: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(file);
    return bytes.length > LARGEST_TRANSCRIPT ? refuseSize() : bytes;
  } catch (error) {
    if (error instanceof RoundtripError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new RoundtripError(
      'transcript-unreadable',
      code === 'EISDIR' ? 'This is a folder, not a file.' : `The transcript cannot be read (${code}).`,
      'Name a file, or - to paste it on standard input.',
      {
        exitStatus: EXIT.usage,
        cause: error,
      },
    );
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
  throw new RoundtripError(
    'transcript-too-large',
    'The transcript is larger than 10 MB.',
    'Paste only the part that shows the interface, its routes and rules, rp_filter and the capture.',
    { exitStatus: EXIT.usage },
  );
}
