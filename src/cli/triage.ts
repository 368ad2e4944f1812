import type { Command } from 'commander';
import type { Diagnosis } from '../analyzer/model/index.ts';
import { EXIT } from '../errors.ts';
import {
  addFlowOptions,
  type FlowOptions,
  type FlowWish,
  flowWords,
  readFlowOptions,
} from './flow-options.ts';
import { addExamples } from './help.ts';
import { standsNow } from './interrupt.ts';
import { printJson } from './output.ts';
import { addPictureOption, readPictureOption, writePicture } from './picture-file.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

type TriageOptions = FlowOptions & {
  json?: boolean;
  picture?: string;
  verbose?: boolean;
  timings?: boolean;
};

/** `roundtrip triage HOST IFACE`: SSH, collect, capture, diagnose. */
export function addTriageCommand(program: Command): void {
  const { triage: told, flow, frame } = say().help;
  const triage = program.command('triage <host> [iface]').summary(told.summary).description(told.description);
  addFlowOptions(triage, 'host or address').option('--wait <seconds>', flow.wait);
  addPictureOption(triage)
    .option('--verbose', flow.verbose)
    .option('--timings', flow.timings)
    .option('--json', frame.json)
    .action(runTriage);
  addExamples(triage, {
    'roundtrip triage server-b': told.examples.host,
    'roundtrip triage server-b eth1 --from server-a': told.examples.probe,
    'roundtrip triage server-b eth1 --from server-a --port 443': told.examples.port,
    'roundtrip triage server-b eth1 --from 172.16.0.4 --wait 60': told.examples.wait,
  });
}

async function runTriage(
  hostText: string,
  ifaceText: string | undefined,
  options: TriageOptions,
  command: Command,
): Promise<void> {
  const { parseHostName, parseInterfaceName } = await import('../config/index.ts');
  const host = parseHostName(hostText);
  if (ifaceText === undefined) return runTriageOfHost(host, options, command);
  const iface = parseInterfaceName(ifaceText);
  return triageInterface({ host, iface, wish: await readFlowOptions(options) }, options, command);
}

/** Looks at an interface, and prints what was found. */
export async function triageInterface(
  { host, iface, wish }: { host: string; iface: string; wish: FlowWish },
  options: Pick<TriageOptions, 'json' | 'picture' | 'verbose' | 'timings'>,
  command: Command,
): Promise<void> {
  const picture = readPictureOption(options.picture);
  standsNow(() => say().interrupted.nothingOn({ host }));
  const { diagnoseNow } = await import('./diagnose-now.ts');
  const { tellAside } = await import('./screen.ts');
  const looked = await diagnoseNow({
    configFile: command.optsWithGlobals<{ config?: string }>().config,
    ...{ host, iface, wish },
    ...(options.json ? {} : { onProgress: tellAside, onEarly: (early) => tellAside(earlyText(early)) }),
  });
  const { diagnosis, found, interfaceIsGone, rules, triage, notRecorded, stopwatch, unfinished } = looked;
  if (picture) await stopwatch.time('picture', () => writePicture(picture, found));
  const { unfinishedText } = await import('./unfinished-text.ts');
  for (const text of unfinished.flatMap((each) => unfinishedText(each) ?? [])) tellAside(text);
  if (options.timings) tellAside(stopwatch.text());
  if (interfaceIsGone) process.exitCode = EXIT.usage;
  if (options.json) {
    const recorded = triage === undefined ? {} : { triage };
    return printJson({ ...diagnosis, ...recorded, ...(notRecorded ? { notRecorded } : {}) });
  }
  const { answerText } = await import('./answer-text.ts');
  const { detailText } = await import('./diagnosis-text.ts');
  const words = [host, iface, ...flowWords(wish)];
  const byHand = !rules.apply;
  const detail = options.verbose ? `${detailText(diagnosis, { byHand })}\n\n` : '';
  // In shadow mode a plan is all that there is to ask for.
  const fix = rules.shadow ? [...words, '--dry-run'] : words;
  const way = byHand ? ({ kind: 'by-hand' } as const) : ({ kind: 'fix', words: fix } as const);
  process.stdout.write(`\n${detail}${answerText(diagnosis, { host, way, triage })}\n`);
  if (notRecorded) tellAside(`\n${say().looking.notRecorded(notRecorded)}`);
}

/** All that a flow or a picture needs an interface for. */
const OF_ONE_INTERFACE = ['from', 'to', 'port', 'udp', 'wait', 'picture', 'verbose', 'timings'] as const;

/** `roundtrip triage HOST`: the whole host. */
async function runTriageOfHost(host: string, options: TriageOptions, command: Command): Promise<void> {
  const odd = OF_ONE_INTERFACE.find((name) => options[name] !== undefined);
  if (odd !== undefined) throw problem('usage', say().problems.optionNeedsInterface({ option: `--${odd}` }));
  standsNow(() => say().interrupted.nothingOn({ host }));
  const { triageHost } = await import('./triage-host.ts');
  const configFile = command.optsWithGlobals<{ config?: string }>().config;
  return triageHost(host, { configFile, json: options.json === true });
}

/** Nobody pinging is the usual case: what the state alone shows comes first. */
function earlyText({ cause, headline, settles }: Diagnosis): string {
  const { looking } = say();
  const verdict = cause === 'inconclusive' ? looking.nothingEarly : looking.likelyEarly({ headline });
  return `${verdict}\n${looking.proofAwaited(settles === undefined ? {} : { run: settles })}`;
}
