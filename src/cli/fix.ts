import type { Command } from 'commander';
import type { RemedyId } from '../analyzer/model/index.ts';
import { EXIT } from '../errors.ts';
import { printable } from '../printable.ts';
import { askYesNo } from './ask-here.ts';
import type { Fixed } from './fix-now.ts';
import { addFlowOptions, type FlowOptions, readFlowOptions } from './flow-options.ts';
import { addExamples } from './help.ts';
import { printJson } from './output.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

type FixOptions = FlowOptions & {
  remedy?: string;
  persist?: boolean;
  also?: boolean;
  key?: string;
  ticket?: string;
  dryRun?: boolean;
  yes?: boolean;
  verbose?: boolean;
  json?: boolean;
};

/** `roundtrip fix HOST IFACE[,IFACE…]`: plan, approval, apply, verify, commit or roll back. */
export function addFixCommand(program: Command): void {
  const { fix: told, flow, frame } = say().help;
  const fix = program
    .command('fix <host> <iface>')
    .summary(told.summary)
    .description(told.description)
    .option('--remedy <id>', told.remedy)
    .option('--persist', told.persist)
    .option('--also', told.also);
  addFlowOptions(fix, 'host or address')
    .option('--wait <seconds>', flow.wait)
    .option('--gateway <ip>', flow.gateway)
    .option('--key <file>', told.key)
    .option('--ticket <id>', told.ticket)
    .option('--dry-run', told.dryRun)
    .option('--yes', frame.yes)
    .option('--verbose', flow.verbose)
    .option('--json', frame.json)
    .action(runFix);
  addExamples(fix, {
    'roundtrip fix server-b eth1 --from server-a': told.examples.recommended,
    'roundtrip fix server-b eth1 --remedy loose-rp-filter --dry-run': told.examples.dryRun,
    'roundtrip fix server-b eth1 --from server-a --persist --yes': told.examples.persist,
  });
}

async function runFix(
  hostText: string,
  ifaceText: string,
  options: FixOptions,
  command: Command,
): Promise<void> {
  const { parseHostName, parseInterfaceName } = await import('../config/index.ts');
  const host = parseHostName(hostText);
  const [iface = '', ...named] = ifaceText.split(',').map((name) => parseInterfaceName(name));
  const { problems } = say();
  if (named.length > 0 && options.also) throw problem('option-invalid', problems.alsoAndNames());
  const also = options.also ? 'affected' : named;
  const remedy = options.remedy === undefined ? undefined : await readRemedy(options.remedy);
  const wish = await readFlowOptions(options);
  if (!options.yes && !options.dryRun && !process.stdin.isTTY)
    throw problem('question-impossible', problems.fixNotAskable());
  const { fixNow } = await import('./fix-now.ts');
  const { tellAside } = await import('./screen.ts');
  const { fixed, interfaceIsGone } = await fixNow({
    configFile: command.optsWithGlobals<{ config?: string }>().config,
    ...{ host, iface, also, wish, remedy },
    persist: options.persist ?? false,
    key: options.key,
    ticket: options.ticket,
    dryRun: options.dryRun ?? false,
    verbose: options.verbose ?? false,
    isJson: options.json ?? false,
    tell: tellAside,
    show: (text) => void process.stderr.write(`${text}\n`),
    confirm: options.yes ? async () => true : askYesNo,
  });
  if (options.json) printJson(fixed);
  else if (fixed.outcome !== 'planned') process.stdout.write(`\n${await outcomeText(fixed, host, iface)}\n`);
  if (interfaceIsGone) process.exitCode = EXIT.usage;
  else if (fixed.outcome !== 'committed' && fixed.outcome !== 'planned') process.exitCode = EXIT.failed;
}

/** What became of it, and last what can be done with it. */
async function outcomeText(fixed: Fixed, host: string, iface: string): Promise<string> {
  const { wrapped } = await import('./screen.ts');
  const { fixing } = say();
  const { outcome, triage, permanent, plan } = fixed;
  const reason = printable(fixed.reason, 1000);
  const lines = wrapped(fixing.outcome[outcome]({ where: `${host} ${iface}`, reason }));
  if (triage === null) return lines.join('\n');
  const recorded = fixing.recorded({ triage });
  if (outcome === 'unknown' && plan) {
    const { undoByHand } = await import('../analyzer/model/index.ts');
    const { safe } = await import('./screen.ts');
    const byHand = undoByHand(plan).map((command) => `  ${safe(command, 500)}`);
    const again = fixing.askAgain({ undo: `roundtrip undo ${triage}` });
    return [...lines, ...wrapped(fixing.byConsole({ host })), ...byHand, recorded, ...wrapped(again)].join(
      '\n',
    );
  }
  if (outcome !== 'committed') return [...lines, recorded].join('\n');
  const lasts = permanent === true ? recorded : `${fixing.untilReboot} ${recorded}`;
  const canPersist = permanent !== true && (plan?.permanent?.files.length ?? 0) > 0;
  const undo = `roundtrip undo ${triage}`;
  const next = fixing.nextUndo({ undo, ...(canPersist ? { persist: `roundtrip persist ${triage}` } : {}) });
  return [...lines, ...wrapped(lasts), ...wrapped(next)].join('\n');
}

async function readRemedy(text: string): Promise<RemedyId> {
  const { RemedyId } = await import('../analyzer/model/index.ts');
  const read = RemedyId.safeParse(text);
  if (read.success) return read.data;
  const told = { text: printable(text), known: RemedyId.options };
  throw problem('remedy-unknown', say().problems.remedyUnknown(told));
}
