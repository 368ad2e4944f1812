import { type Command, Option } from 'commander';
import { EXIT } from '../errors.ts';
import type { HostResult } from '../triage/index.ts';
import { addExamples } from './help.ts';
import { standsNow } from './interrupt.ts';
import { problem } from './problem.ts';
import { say, speakAs } from './speech.ts';
import type { Stopwatch } from './stopwatch.ts';

type ScanOptions = {
  all?: boolean;
  fromFile?: string;
  json?: boolean;
  csv?: boolean;
  failOn?: 'likely' | 'proven';
  timings?: boolean;
};

/** `roundtrip scan`: every address of many hosts that would not be answered from elsewhere, without a probe. */
export function addScanCommand(program: Command): void {
  const { scan: told, flow, frame } = say().help;
  const scan = program
    .command('scan')
    .summary(told.summary)
    .description(told.description)
    .argument('[hosts...]', told.hosts)
    .option('--all', told.all)
    .option('--from-file <file>', told.fromFile)
    .option('--csv', told.csv)
    .addOption(new Option('--fail-on <certainty>', told.failOn).choices(['likely', 'proven']))
    .option('--timings', flow.timings)
    .option('--json', frame.json)
    .action(runScan);
  addExamples(scan, {
    'roundtrip scan web': told.examples.group,
    'roundtrip scan --all --csv > scan.csv': told.examples.csv,
    'roundtrip scan server-a server-b --json --fail-on likely': told.examples.failOn,
    'roundtrip scan --from-file collected/': told.examples.fromFile,
  });
}

async function runScan(words: string[], options: ScanOptions, command: Command): Promise<void> {
  refuseUnclear(words, options);
  const { csvLines, csvTitles, hostDocument, nextSteps, scanTable } = await import('./scan-output.ts');
  if (options.csv) process.stdout.write(csvTitles());
  const show = (result: HostResult): void => {
    if (options.json) process.stdout.write(`${JSON.stringify(hostDocument(result))}\n`);
    if (options.csv) process.stdout.write(csvLines(result));
  };
  const { createStopwatch } = await import('./stopwatch.ts');
  const stopwatch = createStopwatch();
  const { fromFile } = options;
  const results = await (fromFile === undefined
    ? scanByName(words, options, command, { show, stopwatch })
    : stopwatch.time('scan', () => scanFiles(fromFile, show)));
  if (options.timings) (await import('./screen.ts')).tellAside(stopwatch.text());
  if (!options.json && !options.csv) {
    const { wrapped } = await import('./screen.ts');
    process.stdout.write(scanTable(results, { withHost: true }));
    for (const step of nextSteps(results)) process.stdout.write(`${wrapped(step).join('\n')}\n`);
  }
  process.exitCode = exitStatusOf(results, options.failOn);
}

/** One way of saying which hosts, and one form of the answer. */
function refuseUnclear(words: readonly string[], { all, fromFile, json, csv }: ScanOptions): void {
  const { problems } = say();
  const ways = [words.length > 0, all === true, fromFile !== undefined].filter(Boolean).length;
  if (ways !== 1) throw problem('usage', problems.scanWhich());
  if (json && csv) throw problem('usage', problems.scanForm());
}

async function scanByName(
  words: readonly string[],
  { all }: ScanOptions,
  command: Command,
  { show, stopwatch }: { show: (result: HostResult) => void; stopwatch: Stopwatch },
): Promise<HostResult[]> {
  const { allHosts, hostsNamed, loadConfigWithInventory } = await import('../config/index.ts');
  const { createHosts } = await import('../host/index.ts');
  const { scanHosts } = await import('../triage/index.ts');
  const { tellAside } = await import('./screen.ts');
  const { ScanProgress } = await import('./scan-progress.ts');
  const file = command.optsWithGlobals<{ config?: string }>().config;
  const config = await stopwatch.time('config', () => loadConfigWithInventory({ file }, tellAside));
  speakAs(config.language);
  const { hosts, patterns } = all ? allHosts(config) : hostsNamed(config, words);
  for (const pattern of patterns) tellAside(say().fleet.patternNamesNobody({ pattern }));
  if (hosts.length === 0) throw problem('host-unknown', say().problems.scanNobody());
  const progress = new ScanProgress(hosts.length);
  standsNow(() => say().fleet.interrupted({ progress: progress.text() }));
  try {
    const onResult = (result: HostResult): void => {
      progress.note({ failed: result.kind === 'failed' });
      show(result);
    };
    return await stopwatch.time('scan', () => scanHosts(createHosts(config), hosts, { onResult }));
  } finally {
    progress.end();
  }
}

async function scanFiles(path: string, show: (result: HostResult) => void): Promise<HostResult[]> {
  const { collectedFiles } = await import('./collected-files.ts');
  const { examineCollected } = await import('../triage/index.ts');
  const results = examineCollected(collectedFiles(path));
  for (const result of results) show(result);
  return results;
}

/** A host that could not be read is told before what was found on the others. */
function exitStatusOf(results: readonly HostResult[], failOn: ScanOptions['failOn']): number {
  if (results.some(({ kind }) => kind === 'failed')) return EXIT.unreachable;
  const counts = failOn === 'proven' ? ['proven'] : ['proven', 'likely'];
  const isMet = results.some(
    (result) =>
      result.kind === 'read' &&
      result.finding.interfaces.some(
        ({ status, certainty }) => status === 'stopped' && counts.includes(certainty),
      ),
  );
  return failOn !== undefined && isMet ? EXIT.failed : EXIT.done;
}
