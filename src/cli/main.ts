import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { printable } from '../printable.ts';
import { LANGUAGES_OF_TERMINAL } from '../texts/terminal/index.ts';
import { addApproveCommand } from './approve.ts';
import { addAuditCommand } from './audit.ts';
import { addBotCommand } from './bot.ts';
import { addCalibrateCommand } from './calibrate.ts';
import { addCollectCommand } from './collect.ts';
import { addConfigCommand } from './config.ts';
import { addDemoCommand } from './demo.ts';
import { addDoctorCommand } from './doctor.ts';
import { reportFailure, wantsJson } from './errors.ts';
import { addExplainCommand } from './explain.ts';
import { addFixCommand } from './fix.ts';
import { addExamples, titleOf } from './help.ts';
import { addHostSetupCommand } from './host-setup.ts';
import { addInitCommand } from './init.ts';
import { handleInterrupts } from './interrupt.ts';
import { addLabCommand } from './lab.ts';
import { addListCommand } from './list.ts';
import { addPersistCommand } from './persist.ts';
import { problem } from './problem.ts';
import { addRecheckCommand } from './recheck.ts';
import { addSimulateCommand } from './simulate.ts';
import { say, settleLanguage } from './speech.ts';
import { addStoreCommand } from './store.ts';
import { addTriageCommand } from './triage.ts';
import { addUndoCommand } from './undo.ts';

/**
 * The commands, in the order of `roundtrip --help`. A command is a file `src/cli/<command>.ts`; it registers its
 * arguments only, and imports what does the work inside its action, so that `--help` and `simulate` start fast.
 */
const COMMANDS: readonly ((program: Command) => void)[] = [
  addTriageCommand,
  addFixCommand,
  addApproveCommand,
  addPersistCommand,
  addRecheckCommand,
  addUndoCommand,
  addListCommand,
  addAuditCommand,
  addStoreCommand,
  addCalibrateCommand,
  addExplainCommand,
  addSimulateCommand,
  addBotCommand,
  addDemoCommand,
  addDoctorCommand,
  addInitCommand,
  addHostSetupCommand,
  addCollectCommand,
  addConfigCommand,
  addLabCommand,
];

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
    const program = buildProgram();
    if (isBare(argv)) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    reportFailure(error, argv);
  }
}

/** Nothing to do was named: help is what whoever types that needs. */
function isBare(argv: readonly string[]): boolean {
  const isOption = (word = '') => /^--(language|config)$/.test(word);
  return argv.every(
    (word, at) => isOption(word) || isOption(argv[at - 1]) || /^--(language|config)=/.test(word),
  );
}

function buildProgram(): Command {
  const { frame } = say().help;
  const program = new Command('roundtrip')
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
  for (const addCommand of COMMANDS) addCommand(program);
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
  throw error;
}
