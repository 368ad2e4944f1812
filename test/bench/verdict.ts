import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Lab, startLab } from '../../src/demo/lab/index.ts';
import { markdownTable } from '../calibration/table.ts';
import { median } from '../support/timing.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

const ROUNDS = Number(process.env['ROUNDTRIP_ROUNDS'] ?? 9);
const ANSWERING = '172.16.4.4';
const SILENT = '172.16.5.4';

/** What one way took: seconds, and seconds of processor time on this side. */
type Taken = { seconds: number; cpu: number };

/**
 * `npm run bench -- verdict`: the article's case in the lab, from the command to the proven verdict, by the built package and by the sources;
 * beside a script that does the article's steps with the OpenSSH client, and beside the floor: one ssh connection and one
 * ping's wait. Interleaved, so that all meet the same machine.
 */
export async function benchVerdict(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-bench-'));
  const lab = await startLab();
  try {
    await run(process.execPath, [join(root, 'scripts', 'build.js'), '--out', directory]);
    const ways = {
      'the floor: one connection, one ping that nobody answers': () => floor(lab),
      'a script of the article’s steps with OpenSSH': () => script(lab),
      'roundtrip triage, the built package': () => triage(lab, directory),
      'roundtrip triage, the sources': () => triage(lab, root),
    };
    const taken = new Map<string, Taken[]>();
    for (let round = 0; round <= ROUNDS; round += 1) {
      process.stderr.write(`round ${round} of ${ROUNDS}\n`);
      for (const [name, go] of Object.entries(ways)) {
        const one = await measured(go);
        // The first round fills the caches of all.
        if (round > 0) taken.set(name, [...(taken.get(name) ?? []), one]);
      }
    }
    console.log(table(taken));
  } finally {
    await lab.stop();
    rmSync(directory, { recursive: true });
  }
}

function table(taken: ReadonlyMap<string, readonly Taken[]>): string {
  const [floors = [], scripts = []] = taken.values();
  /** A ratio is taken within its round, where both met the same load. */
  const ratio = (all: readonly Taken[], base: readonly Taken[]) =>
    median(all.map(({ seconds }, at) => seconds / (base[at]?.seconds ?? Number.NaN))).toFixed(2);
  const rows = [...taken].map(([name, all]) => [
    name,
    String(all.length),
    median(all.map(({ seconds }) => seconds)).toFixed(2),
    median(all.map(({ cpu }) => cpu)).toFixed(2),
    ratio(all, floors),
    ratio(all, scripts),
  ]);
  const head = ['to the verdict', 'times', 'median (s)', 'processor time here (s)', '× floor', '× script'];
  return markdownTable([head, ...rows]);
}

async function measured(go: () => Promise<void>): Promise<Taken> {
  const [begun, cpu] = [performance.now(), cpuOfChildren()];
  await go();
  return { seconds: (performance.now() - begun) / 1000, cpu: cpuOfChildren() - cpu };
}

/** Processor time of the processes that this one has started and that have ended (s); the lab's are not among them. */
function cpuOfChildren(): number {
  const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(/\) /);
  const [user = 0, system = 0] = fields.split(' ').slice(13, 15).map(Number);
  return (user + system) / 100;
}

function ssh({ sshConfigFile }: Lab, host: string, ...command: string[]): Promise<{ stdout: string }> {
  // A ping that nobody answers ends with status 1.
  return run('ssh', ['-F', sshConfigFile, host, ...command]).catch((error) => {
    if (error.code === 1) return { stdout: String(error.stdout) };
    throw error;
  });
}

async function floor(lab: Lab): Promise<void> {
  await ssh(lab, 'server-a', 'ping', '-n', '-c', '1', '-W', '1', SILENT);
}

/** One ping answers and one does not; a capture shows that the requests arrive; then the state that explains it. */
async function script(lab: Lab): Promise<void> {
  await ssh(lab, 'server-a', 'ping', '-n', '-c', '1', '-W', '1', ANSWERING);
  await ssh(lab, 'server-a', 'ping', '-n', '-c', '1', '-W', '1', SILENT);
  const capture = spawn(
    'ssh',
    ['-F', lab.sshConfigFile, 'server-b', 'tcpdump', '-nnl', '-i', 'eth1', 'icmp'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(capture, 'exit');
  let seen = '';
  capture.stdout.on('data', (chunk) => {
    seen += chunk;
  });
  let said = '';
  for await (const chunk of capture.stderr) {
    said += chunk;
    if (said.includes('listening on')) break;
  }
  await ssh(lab, 'server-a', 'ping', '-n', '-c', '1', '-W', '1', SILENT);
  capture.kill('SIGTERM');
  await ended;
  if (!seen.includes('echo request')) throw new Error(`the capture shows no request: ${seen}`);
  await ssh(lab, 'server-b', 'ip', 'addr');
  await ssh(lab, 'server-b', 'ip', 'rule');
  await ssh(lab, 'server-b', 'ip', 'route', 'show', 'table', 'all');
  await ssh(lab, 'server-b', 'sysctl', '-ar', 'rp_filter');
}

async function triage(lab: Lab, home: string): Promise<void> {
  const words = ['triage', 'server-b', 'eth1', '--from', 'server-a', '--json', '--config', lab.configFile];
  const { stdout } = await run(process.execPath, [join(home, 'bin', 'roundtrip.js'), ...words]);
  const { cause, certainty } = JSON.parse(stdout);
  if (cause !== 'strict-rp-filter' || certainty !== 'proven') throw new Error(`${certainty}: ${cause}`);
}
