import { diagnose } from '../../../src/analyzer/index.ts';
import type { Diagnosis, Remedy } from '../../../src/analyzer/model/index.ts';
import { loadConfig } from '../../../src/config/index.ts';
import { type Lab, startLab } from '../../../src/demo/lab/index.ts';
import { createHosts } from '../../../src/host/index.ts';
import { tellDiagnosis } from '../../../src/library.ts';
import type { Analyze, Settings, TriageRequest } from '../../../src/triage/index.ts';
import { lookOnce } from '../../../src/triage/index.ts';
import { named } from '../../support/lab.ts';
import type { OnNode, Proof, Question, Scenario } from './scenario.ts';

/** What was asked of the analyzer in a play: it can be asked again without a lab. */
export type Asked = Parameters<Analyze>[0];

/** A played scenario, its lab still running. */
export interface Play {
  readonly lab: Lab;
  readonly scenario: Scenario;
  /** Whether the sender gets an answer right now, by a real probe. */
  answered(): Promise<boolean>;
  /** The real path: SSH, collection, capture, probe, diagnosis. */
  look(): Promise<{ diagnosis: Diagnosis; asked: Asked }>;
  apply(remedy: Remedy): Promise<void>;
  undo(remedy: Remedy): Promise<void>;
  /** Runs what a person is advised to run, without what only looks. */
  follow(commands: readonly (readonly string[])[]): Promise<void>;
}

/** Names differ, for a lab's last processes may still be ending when the next begins. */
let plays = 0;

/** Starts the scenario's network, hands it over, and ends it. */
export async function withScenario<T>(scenario: Scenario, work: (play: Play) => Promise<T>): Promise<T> {
  const lab = await startLab({ topology: scenario.topology, name: named(`scenario-${++plays}`) });
  try {
    for (const step of scenario.before ?? []) await mustRun(lab, step);
    for (const [node, ...argv] of scenario.services ?? []) lab.spawn(node, argv);
    if (scenario.services) await new Promise((resolve) => setTimeout(resolve, 500));
    return await work({
      lab,
      scenario,
      answered: () => isAnswered(lab, scenario.ask),
      look: () => look(lab, scenario),
      apply: async (remedy) => {
        await runSteps(lab, remedy.plan?.steps.map((step) => step.do) ?? []);
        await learnAnew(lab, scenario, remedy);
      },
      follow: (commands) => runSteps(lab, commands.filter(changes)),
      undo: async (remedy) => {
        await runSteps(lab, remedy.plan?.steps.map((step) => step.undo).reverse() ?? []);
        await learnAnew(lab, scenario, remedy);
      },
    });
  } finally {
    await lab.stop();
  }
}

/** Whether what was proved is what the scenario says. */
export function proofOf({ proof, expect }: Scenario): Proof {
  return proof ?? (expect.cause === 'healthy' ? 'works' : 'fails');
}

async function mustRun(lab: Lab, [node, ...argv]: OnNode): Promise<void> {
  const result = await lab.exec(node, argv);
  if (result.exitCode !== 0) throw new Error(`${argv.join(' ')} on ${node}: ${result.stderr}`);
}

async function runSteps(lab: Lab, steps: readonly (readonly string[])[]): Promise<void> {
  for (const argv of steps) await mustRun(lab, ['server-b', ...argv]);
}

/**
 * Where it was changed who answers ARP, the other nodes forget what they know: a remedy is judged by what they learn then, as
 * after the host program's announcement, or when their entries have aged.
 */
async function learnAnew(lab: Lab, { topology }: Scenario, { plan }: Remedy): Promise<void> {
  const isAboutArp = plan?.steps.some(
    ({ change }) => change.kind === 'sysctl' && change.key.includes('.arp_'),
  );
  if (!isAboutArp) return;
  for (const node of Object.keys(topology.nodes))
    if (node !== 'server-b') await mustRun(lab, [node, 'ip', 'neigh', 'flush', 'all']);
}

/** Commands that change something; the others are for reading. */
function changes([program = '', ...words]: readonly string[]): boolean {
  if (program === 'ip' || program === 'nft') return words.some((word) => /^(add|del|set|insert)$/.test(word));
  return program === 'sysctl'
    ? words.includes('-w')
    : /tables(?:-legacy|-nft)?$/.test(program) && words.includes('-I');
}

/** The address that a question is about: the first of the interface, unless it is named. */
function targetOf(lab: Lab, { iface, to }: Question): Promise<string> {
  if (to !== undefined) return Promise.resolve(to);
  const list = ['ip', '-o', 'addr', 'show', 'dev', iface, 'scope', 'global'];
  return lab.exec('server-b', list).then(({ stdout }) => {
    const four = /inet ([\d.]+)/.exec(stdout)?.[1];
    return four ?? /inet6 ([\da-f:]+)/.exec(stdout)?.[1] ?? '';
  });
}

async function isAnswered(lab: Lab, ask: Question): Promise<boolean> {
  const to = await targetOf(lab, ask);
  const from = ask.from ?? 'server-a';
  if (ask.protocol === undefined || ask.protocol === 'icmp') {
    const { stdout } = await lab.exec(from, ['ping', '-n', '-c', '3', '-i', '0.2', '-W', '1', to]);
    return Number(/(\d+) received/.exec(stdout)?.[1] ?? 0) > 0;
  }
  const port = String(ask.port);
  if (ask.protocol === 'tcp')
    return (await lab.exec(from, ['nc', '-n', '-z', '-w', '1', to, port])).exitCode === 0;
  const reply = await lab.exec(from, ['nc', '-n', '-u', '-w', '1', to, port], { input: 'hello\n' });
  return reply.stdout !== '';
}

async function look(
  lab: Lab,
  { ask, meanwhile = [] }: Scenario,
): Promise<{ diagnosis: Diagnosis; asked: Asked }> {
  const beside = meanwhile.map(([node, ...argv]) => lab.spawn(node, argv));
  if (beside.length > 0) await new Promise((resolve) => setTimeout(resolve, 500));
  let asked: Asked | undefined;
  const analyze: Analyze = (input) => {
    asked = input;
    return diagnose(input);
  };
  try {
    const hosts = createHosts(loadConfig({ file: lab.configFile }));
    const { diagnosis } = await lookOnce({ hosts, analyze, settings: SETTINGS }, requestOf(ask));
    if (asked === undefined) throw new Error('nothing was asked of the analyzer');
    return { diagnosis: tellDiagnosis(diagnosis), asked };
  } finally {
    await Promise.all(beside.map((command) => command.stop()));
  }
}

const SETTINGS: Settings = {
  capture: { seconds: 8, wait: 30, packets: 50 },
  confirmWithin: 60_000,
  rulesFor: () => {
    throw new Error('a look asks for no approval');
  },
};

function requestOf(ask: Question): TriageRequest {
  const { iface, from = 'server-a', to, protocol = 'icmp', port, wait, gateway } = ask;
  return {
    host: 'server-b',
    interface: iface,
    protocol,
    ...(from === null ? {} : { from: { kind: 'host' as const, host: from } }),
    ...(to === undefined ? {} : { to }),
    ...(port === undefined ? {} : { port }),
    ...(wait === undefined ? {} : { waitSeconds: wait }),
    ...(gateway === undefined ? {} : { gateway }),
  };
}
