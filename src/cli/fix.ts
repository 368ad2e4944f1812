import type { Command } from 'commander';
import { RemedyId } from '../analyzer/model/index.ts';
import { parseHostName, parseInterfaceName } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import { askYesNo } from './ask.ts';
import { addFlowOptions, type FlowOptions, readFlowOptions } from './flow-options.ts';
import { printJson } from './output.ts';

type FixOptions = FlowOptions & {
  remedy?: string;
  persist?: boolean;
  also?: boolean;
  key?: string;
  ticket?: string;
  dryRun?: boolean;
  yes?: boolean;
  json?: boolean;
};

/** `roundtrip fix HOST IFACE[,IFACE…]`: plan, approval, apply, verify, commit or roll back. */
export function addFixCommand(program: Command): void {
  const fix = program
    .command('fix <host> <iface>')
    .description(
      'diagnose, and apply a remedy after approval: it is undone unless it is proved to work. Several interfaces with the same fault (eth1,eth2) are repaired in one change, all or none',
    )
    .option('--remedy <id>', `one of ${RemedyId.options.join(', ')} (default: the recommended one)`)
    .option('--persist', 'keep it after a restart: what its owner needs is written once the fix is verified')
    .option('--also', 'repair the other interfaces too that the same cause stops, in the same change');
  addFlowOptions(fix, 'host or address')
    .option(
      '--wait <seconds>',
      'how long to wait for a packet (default: capture.seconds after a probe, capture.wait for a person)',
    )
    .option('--gateway <ip>', "the interface's gateway, where the evidence does not tell it")
    .option('--key <file>', 'SSH key to sign with, where the host verifies approvals by itself')
    .option('--ticket <id>', 'change ticket, recorded with the approval (change.ticket)')
    .option('--dry-run', 'only show the plan')
    .option('--yes', 'do not ask; the approval policy holds all the same')
    .option('--json', 'print the outcome as JSON')
    .action(runFix);
}

async function runFix(
  hostText: string,
  ifaceText: string,
  options: FixOptions,
  command: Command,
): Promise<void> {
  const host = parseHostName(hostText);
  const [iface = '', ...named] = ifaceText.split(',').map((name) => parseInterfaceName(name));
  if (named.length > 0 && options.also) throw alsoAndNames();
  const also = options.also ? 'affected' : named;
  const remedy = options.remedy === undefined ? undefined : readRemedy(options.remedy);
  const wish = readFlowOptions(options);
  if (!options.yes && !options.dryRun && !process.stdin.isTTY) {
    throw new RoundtripError(
      'question-impossible',
      'Nobody can be asked here: standard input is no terminal.',
      'Add --yes to apply without the question, or --dry-run to see the plan.',
      { exitStatus: EXIT.usage },
    );
  }
  const { fixNow } = await import('./fix-now.ts');
  const tell = (text: string): void => void process.stderr.write(`${text}\n`);
  const fixed = await fixNow({
    configFile: command.optsWithGlobals<{ config?: string }>().config,
    host,
    iface,
    also,
    wish,
    remedy,
    persist: options.persist ?? false,
    key: options.key,
    ticket: options.ticket,
    dryRun: options.dryRun ?? false,
    tell,
    confirm: options.yes ? async () => true : askYesNo,
  });
  if (options.json) printJson(fixed);
  else
    process.stdout.write(
      `\n${fixed.outcome}: ${printable(fixed.reason, 1000)}\n${fixed.triage === null ? '' : `Recorded as ${fixed.triage}.\n`}`,
    );
  if (fixed.outcome !== 'committed' && fixed.outcome !== 'planned') process.exitCode = EXIT.failed;
}

function alsoAndNames(): RoundtripError {
  return new RoundtripError(
    'option-invalid',
    '--also takes every interface that the same cause stops, and some are named.',
    'Name the interfaces, or name one and add --also.',
    { exitStatus: EXIT.usage },
  );
}

function readRemedy(text: string): RemedyId {
  const read = RemedyId.safeParse(text);
  if (read.success) return read.data;
  throw new RoundtripError(
    'remedy-unknown',
    `"${printable(text)}" is no remedy.`,
    `Use one of: ${RemedyId.options.join(', ')}.`,
    { exitStatus: EXIT.usage },
  );
}
