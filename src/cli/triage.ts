import type { Command } from 'commander';
import type { Diagnosis } from '../analyzer/model/index.ts';
import { parseHostName, parseInterfaceName } from '../config/index.ts';
import { EXIT } from '../errors.ts';
import { addFlowOptions, type FlowOptions, readFlowOptions } from './flow-options.ts';
import { addLanguageOption, type LanguageOption, readLanguage } from './language-option.ts';
import { printJson } from './output.ts';
import { addPictureOption, readPictureOption, writePicture } from './picture-file.ts';

type TriageOptions = FlowOptions & LanguageOption & { json?: boolean; picture?: string };

/** `roundtrip triage HOST IFACE`: SSH, collect, capture, diagnose. */
export function addTriageCommand(program: Command): void {
  const triage = program
    .command('triage <host> <iface>')
    .description('why does this interface not answer? (SSH, capture, diagnosis; changes nothing)');
  addFlowOptions(triage, 'host or address').option(
    '--wait <seconds>',
    'how long to wait for a packet (default: capture.seconds after a probe, capture.wait for a person)',
  );
  addPictureOption(triage).option('--json', 'print the diagnosis as JSON');
  addLanguageOption(triage, "the configuration's; en with --json").action(runTriage);
}

async function runTriage(
  hostText: string,
  ifaceText: string,
  options: TriageOptions,
  command: Command,
): Promise<void> {
  const host = parseHostName(hostText);
  const iface = parseInterfaceName(ifaceText);
  const wish = readFlowOptions(options);
  const picture = readPictureOption(options.picture);
  const wanted = (await readLanguage(options)) ?? (options.json ? 'en' : undefined);
  const { diagnoseNow } = await import('./diagnose-now.ts');
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  const { diagnosis, found, language, interfaceIsGone, observedOnly, triage } = await diagnoseNow({
    configFile: command.optsWithGlobals<{ config?: string }>().config,
    host,
    iface,
    wish,
    ...(wanted === undefined ? {} : { language: wanted }),
    ...(options.json ? {} : { onProgress: tell, onEarly: (early) => tellEarly(early, tell) }),
  });
  if (picture) await writePicture(picture, found, language);
  // It is diagnosed, and still it was an interface that the host does not have.
  if (interfaceIsGone) process.exitCode = EXIT.usage;
  if (options.json) return printJson(triage === undefined ? diagnosis : { ...diagnosis, triage });
  const { diagnosisText } = await import('./diagnosis-text.ts');
  const recorded = triage === undefined ? '' : `\nRecorded as ${triage}.\n`;
  process.stdout.write(`\n${diagnosisText(diagnosis, { byHand: observedOnly })}\n${recorded}`);
}

/** Nobody pinging is the usual case: what the state alone tells comes first. */
function tellEarly(early: Diagnosis, tell: (text: string) => void): void {
  const open = early.cause === 'inconclusive';
  const verdict = open ? 'Nothing in the state stops it.' : `Likely: ${early.headline}`;
  tell(`${verdict}\nWaiting for a packet to prove it. ${hint(early)}`);
}

function hint({ settles }: Diagnosis): string {
  return settles === undefined ? '' : `Run: ${settles}`;
}
