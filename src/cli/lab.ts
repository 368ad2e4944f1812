import { type Command, Option } from 'commander';
import { EXIT, RoundtripError } from '../errors.ts';

/** What `--topology` may name. */
const TOPOLOGIES = ['seed', 'last-gateway', 'two-routers'] as const;
type TopologyName = (typeof TOPOLOGIES)[number];

interface UpOptions {
  readonly name: string;
  readonly topology: TopologyName;
}

/** `roundtrip lab up|down`: the seed's network in namespaces, to try the program on. */
export function addLabCommand(program: Command): void {
  const lab = program.command('lab').description('a network of namespaces to try roundtrip on (Linux, root)');
  lab
    .command('up')
    .description('start it and print the path of its roundtrip.yaml')
    .option('--name <name>', 'name of the lab', 'seed')
    .addOption(new Option('--topology <name>', 'which network').choices(TOPOLOGIES).default('seed'))
    .action(labUp);
  lab
    .command('down')
    .description('end it and remove all of it')
    .option('--name <name>', 'name of the lab', 'seed')
    .action(labDown);
}

async function labUp({ name, topology }: UpOptions): Promise<void> {
  const { findLab, startLab } = await import('../demo/lab/index.ts');
  const lab =
    findLab(name) ?? (await startLab({ name, topology: await topologyOf(topology), detached: true }));
  for (const note of lab.notes) process.stderr.write(`Note: ${note}\n`);
  process.stderr.write(
    `Try: roundtrip triage server-b eth1 --from server-a --config ${lab.configFile}\n` +
      `Log in: ssh -F ${lab.sshConfigFile} server-b\n` +
      `End it: roundtrip lab down --name ${name}\n`,
  );
  process.stdout.write(`${lab.configFile}\n`);
}

async function labDown({ name }: { readonly name: string }): Promise<void> {
  const { stopLab } = await import('../demo/lab/index.ts');
  if (await stopLab(name)) return;
  throw new RoundtripError(
    'lab-unknown',
    `There is no lab named ${name}.`,
    `Start one with: roundtrip lab up --name ${name}`,
    { exitStatus: EXIT.usage },
  );
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
