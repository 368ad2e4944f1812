import type { Command } from 'commander';
import { addExamples } from './help.ts';
import { standsNow } from './interrupt.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

/** What `--topology` may name. */
const TOPOLOGIES = ['seed', 'last-gateway', 'two-routers'] as const;
type TopologyName = (typeof TOPOLOGIES)[number];

interface UpOptions {
  readonly name: string;
  readonly topology: string;
}

/** `roundtrip lab up|down`: the seed's network in namespaces, to try the program on. */
export function addLabCommand(program: Command): void {
  const { lab: told } = say().help;
  const lab = program.command('lab').summary(told.summary).description(told.description);
  const up = lab
    .command('up')
    .description(told.up.description)
    .option('--name <name>', told.up.name, 'seed')
    .option('--topology <name>', told.up.topology, 'seed')
    .action(labUp);
  addExamples(up, { 'roundtrip lab up': told.up.examples.plain });
  const down = lab
    .command('down')
    .description(told.down.description)
    .option('--name <name>', told.down.name, 'seed')
    .action(labDown);
  addExamples(down, { 'roundtrip lab down': told.down.examples.plain });
}

async function labUp({ name, topology }: UpOptions): Promise<void> {
  const known = TOPOLOGIES.find((each) => each === topology);
  if (!known)
    throw problem('option-invalid', say().problems.topologyUnknown({ text: topology, known: TOPOLOGIES }));
  standsNow(() => say().interrupted.unfinished);
  const { findLab, startLab } = await import('../demo/lab/index.ts');
  const lab = findLab(name) ?? (await startLab({ name, topology: await topologyOf(known), detached: true }));
  const { setup } = say();
  const aside = [
    ...lab.notes.map((note) => setup.labNote({ note })),
    setup.labTry({ config: lab.configFile }),
    setup.labLogIn({ sshConfig: lab.sshConfigFile }),
    setup.labEnd({ name }),
  ];
  process.stderr.write(`${aside.join('\n')}\n`);
  process.stdout.write(`${lab.configFile}\n`);
}

async function labDown({ name }: { readonly name: string }): Promise<void> {
  standsNow(() => say().interrupted.unfinished);
  const { stopLab } = await import('../demo/lab/index.ts');
  if (await stopLab(name)) return;
  throw problem('lab-unknown', say().problems.labUnknown({ name }));
}

async function topologyOf(name: TopologyName) {
  const { seedTopology, twoRouters } = await import('../demo/lab/index.ts');
  switch (name) {
    case 'seed':
      return seedTopology();
    case 'last-gateway':
      return seedTopology({ gateways: 'last' });
    case 'two-routers':
      return twoRouters();
  }
}
