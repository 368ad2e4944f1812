import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { addApproveCommand } from './approve.ts';
import { addAuditCommand } from './audit.ts';
import { addBotCommand } from './bot.ts';
import { addCollectCommand } from './collect.ts';
import { addConfigCommand } from './config.ts';
import { addDemoCommand } from './demo.ts';
import { addDoctorCommand } from './doctor.ts';
import { reportFailure } from './errors.ts';
import { addExplainCommand } from './explain.ts';
import { addFixCommand } from './fix.ts';
import { addHostSetupCommand } from './host-setup.ts';
import { addInitCommand } from './init.ts';
import { addLabCommand } from './lab.ts';
import { addListCommand } from './list.ts';
import { addPersistCommand } from './persist.ts';
import { addRecheckCommand } from './recheck.ts';
import { addSimulateCommand } from './simulate.ts';
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
  process.on('uncaughtException', (error) => fatal(error, argv));
  process.on('unhandledRejection', (reason) => fatal(reason, argv));
  process.stdout.on('error', exitWhenReaderIsGone);
  try {
    await buildProgram().parseAsync(argv, { from: 'user' });
  } catch (error) {
    reportFailure(error, argv);
  }
}

function buildProgram(): Command {
  const program = new Command('roundtrip')
    .description(
      'Explains why one interface of a multi-homed Linux server does not answer, and mends it after approval.',
    )
    .version(packageJson.version)
    .option('--config <file>', 'configuration file (default: $ROUNDTRIP_CONFIG, else ./roundtrip.yaml)')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => undefined, writeErr: () => undefined })
    .exitOverride();
  for (const addCommand of COMMANDS) addCommand(program);
  return program;
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
