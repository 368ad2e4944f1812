import type { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { printable } from '../printable.ts';
import { LANGUAGES_OF_TERMINAL } from '../texts/terminal/index.ts';
import { LocalCommand } from './command.ts';
import { isUsage, OutputLost, reportFailure, wantsJson } from './errors.ts';
import { addExamples, titleOf } from './help.ts';
import { handleInterrupts } from './interrupt.ts';
import { problem } from './problem.ts';
import { optionIn, say, settleLanguage, speakAs } from './speech.ts';

/** Registers a command: its arguments and options. What does the work is imported inside its action. */
type AddCommand = (program: Command) => void;

/**
 * The commands, in the order of `roundtrip --help`. A command is a file `src/cli/<command>.ts`, which is loaded when the
 * command is named, or help about all of them is asked for.
 */
const COMMANDS = {
  triage: async () => (await import('./triage.ts')).addTriageCommand,
  scan: async () => (await import('./scan.ts')).addScanCommand,
  ask: async () => (await import('./ask.ts')).addAskCommand,
  fix: async () => (await import('./fix.ts')).addFixCommand,
  approve: async () => (await import('./approve.ts')).addApproveCommand,
  persist: async () => (await import('./persist.ts')).addPersistCommand,
  recheck: async () => (await import('./recheck.ts')).addRecheckCommand,
  undo: async () => (await import('./undo.ts')).addUndoCommand,
  list: async () => (await import('./list.ts')).addListCommand,
  audit: async () => (await import('./audit.ts')).addAuditCommand,
  store: async () => (await import('./store.ts')).addStoreCommand,
  calibrate: async () => (await import('./calibrate.ts')).addCalibrateCommand,
  explain: async () => (await import('./explain.ts')).addExplainCommand,
  simulate: async () => (await import('./simulate.ts')).addSimulateCommand,
  bot: async () => (await import('./bot.ts')).addBotCommand,
  ready: async () => (await import('./ready.ts')).addReadyCommand,
  mcp: async () => (await import('./mcp.ts')).addMcpCommand,
  demo: async () => (await import('./demo.ts')).addDemoCommand,
  doctor: async () => (await import('./doctor.ts')).addDoctorCommand,
  init: async () => (await import('./init.ts')).addInitCommand,
  'host-setup': async () => (await import('./host-setup.ts')).addHostSetupCommand,
  collect: async () => (await import('./collect.ts')).addCollectCommand,
  config: async () => (await import('./config.ts')).addConfigCommand,
  lab: async () => (await import('./lab.ts')).addLabCommand,
} satisfies Record<string, () => Promise<AddCommand>>;

/**
 * Runs one command line (`argv` without the program's name). Never throws: failures are told on standard error
 * and `process.exitCode` is set to the exit status.
 */
export async function run(argv: readonly string[]): Promise<void> {
  settleLanguage(argv, wantsJson(argv));
  process.on('uncaughtException', (error) => fatal(error, argv));
  process.on('unhandledRejection', (reason) => fatal(reason, argv));
  process.stdout.on('error', exitWhenReaderIsGone);
  handleInterrupts();
  try {
    const program = await buildProgram(argv);
    if (isBare(argv)) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (isUsage(error)) await speakAsConfigured(argv);
    reportFailure(error, argv);
  }
}

/** In the language of the configuration; where it cannot be read, that is not what is wrong now. */
async function speakAsConfigured(argv: readonly string[]): Promise<void> {
  const { loadConfig } = await import('../config/index.ts');
  const file = optionIn(argv, '--config');
  try {
    speakAs(loadConfig(file === undefined ? {} : { file }).language);
  } catch {}
}

/** Nothing to do was named: help is what whoever types that needs. */
function isBare(argv: readonly string[]): boolean {
  return argv.every((word, at) => isGlobalOption(word, argv[at - 1]));
}

/** The commands that this line may mean: the one that it names, or all. */
function commandsFor(argv: readonly string[]): readonly (() => Promise<AddCommand>)[] {
  const named = argv.find((word, at) => !isGlobalOption(word, argv[at - 1]));
  const command = Object.entries(COMMANDS).find(([name]) => name === named);
  return command ? [command[1]] : Object.values(COMMANDS);
}

/** Whether a word is an option that stands before the command, or the value of one. */
function isGlobalOption(word: string, before = ''): boolean {
  const isOption = (text: string) => /^--(language|config)$/.test(text);
  return isOption(word) || isOption(before) || /^--(language|config)=/.test(word);
}

async function buildProgram(argv: readonly string[]): Promise<Command> {
  const adding = await Promise.all(commandsFor(argv).map((load) => load()));
  const { frame } = say().help;
  const program = new LocalCommand('roundtrip')
    .description(frame.description)
    .version(packageJson.version, '-V, --version', frame.version)
    .helpOption('-h, --help', frame.help)
    .helpCommand('help [command]', frame.helpCommand)
    .option('--config <file>', frame.config)
    .option('--language <code>', frame.language)
    .configureHelp({ showGlobalOptions: true, styleTitle: titleOf })
    .configureOutput({ outputError: () => undefined, writeErr: () => undefined })
    .hook('preAction', (_program, command) => refuseUnknownLanguage(command))
    .exitOverride();
  for (const addCommand of adding) addCommand(program);
  return addExamples(program, {
    'roundtrip triage server-b eth1 --from server-a': frame.examples.triage,
    'roundtrip fix server-b eth1 --from server-a': frame.examples.fix,
    'roundtrip explain console.txt': frame.examples.explain,
    'roundtrip doctor': frame.examples.doctor,
  });
}

function refuseUnknownLanguage(command: Command): void {
  const { language } = command.optsWithGlobals<{ language?: string }>();
  if (language === undefined || LANGUAGES_OF_TERMINAL.some((code) => code === language)) return;
  const told = { text: printable(language, 40), known: LANGUAGES_OF_TERMINAL };
  throw problem('option-invalid', say().problems.languageUnknown(told));
}

/** What nobody caught: told like every other failure, and the process ends, for its state is not known any more. */
function fatal(error: unknown, argv: readonly string[]): void {
  reportFailure(error, argv);
  process.exit();
}

/** `roundtrip … | head` closes the pipe early: the reader has what it wanted. */
function exitWhenReaderIsGone(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  throw new OutputLost(error.code, { cause: error });
}
