import type { Command } from 'commander';
import type { TriageState } from '../triage/index.ts';
import { addExamples } from './help.ts';
import { printJson } from './output.ts';
import { withStore } from './owned-store.ts';
import { say } from './speech.ts';

/** How many are listed where not all are asked for. */
const NEWEST = 20;
const ALL = 1_000_000;

type ListOptions = { all?: boolean; hosts?: boolean; json?: boolean };

/** `roundtrip list`: the triages, newest first, or the hosts with their last verdicts. */
export function addListCommand(program: Command): void {
  const { list: told, frame } = say().help;
  const list = program
    .command('list')
    .summary(told.summary)
    .description(told.description)
    .option('--all', told.all({ newest: NEWEST }))
    .option('--hosts', told.hosts)
    .option('--json', frame.json)
    .action(runList);
  addExamples(list, {
    'roundtrip list': told.examples.triages,
    'roundtrip list --hosts': told.examples.hosts,
  });
}

async function runList(options: ListOptions, command: Command): Promise<void> {
  if (options.hosts) {
    const { listHosts } = await import('./list-hosts.ts');
    return withStore(command, (store) => listHosts(store, command, options));
  }
  return listTriages(options, command);
}

async function listTriages(options: ListOptions, command: Command): Promise<void> {
  const { foldEvents } = await import('../triage/index.ts');
  const { tellAside } = await import('./screen.ts');
  const { minuteOf, tableText } = await import('./table.ts');
  const { unfinishedText } = await import('./unfinished-text.ts');
  await withStore(command, async ({ events }) => {
    const states: TriageState[] = [];
    const newest = await events.newest(options.all ? ALL : NEWEST + 1);
    for (const triage of options.all ? newest : newest.slice(0, NEWEST)) {
      const state = foldEvents(await events.read(triage));
      if (state) states.push(state);
    }
    const rows = states.map(rowOf);
    const { list } = say();
    if (options.json) printJson({ schema: 'roundtrip.list/1', triages: rows });
    else if (rows.length === 0) process.stdout.write(`${list.empty}\n`);
    else
      process.stdout.write(
        tableText([titles(), ...rows.map((row) => cellsOf({ ...row, at: minuteOf(row.at) }))]),
      );
    if (!options.json)
      for (const text of states.flatMap((state) => unfinishedText(state) ?? [])) tellAside(text);
    const isCut = !options.all && newest.length > NEWEST;
    if (isCut && !options.json) process.stderr.write(`${list.more({ option: '--all' })}\n`);
  });
}

type Row = {
  triage: string;
  host: string;
  interface: string;
  /** null until there is a diagnosis. */
  cause: string | null;
  status: string;
  by: string;
  /** ISO 8601, UTC. */
  at: string;
};

function rowOf({ id, request, diagnosis, status, requestedBy, requestedAt }: TriageState): Row {
  return {
    triage: id,
    host: request.host,
    interface: request.interface,
    cause: diagnosis?.cause ?? null,
    status,
    by: requestedBy,
    at: requestedAt,
  };
}

function titles(): string[] {
  const { triage, host, interface: device, cause, status, by, at } = say().list.triages;
  return [triage, host, device, cause, status, by, at];
}

function cellsOf({ triage, host, interface: device, cause, status, by, at }: Row): string[] {
  return [triage, host, device, cause ?? '-', status, by, at];
}
