import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { startLab } from '../../src/demo/lab/index.ts';
import { collectHostScript } from '../../src/host/index.ts';
import { markdownTable } from '../calibration/table.ts';
import { launcher } from '../cli/run-roundtrip.ts';
import { writeSshFiles } from './hosts/ssh-files.ts';
import { newKeyPair } from './hosts/ssh-server.ts';

const SIZES = [1, 10, 100, 1000] as const;
/** What 1,000 hosts may take: seconds, and megabytes. */
const AIM = { seconds: 60, megabytes: 500 } as const;
/** How often the memory is read (ms). */
const LOOK_EVERY = 50;
const TICKS_A_SECOND = 100;
const HOSTS = fileURLToPath(new URL('children/listed-hosts.ts', import.meta.url));

type Measured = { hosts: number; stopped: number; seconds: number; megabytes: number; processor: number };

/** What the lab's server-b lists of itself. */
async function listing(): Promise<{ transcript: string; nonce: string }> {
  const lab = await startLab({ name: `scan-${process.pid}` });
  try {
    const { stdout } = await lab.exec('server-b', ['sh', '-s'], { input: collectHostScript() });
    return { transcript: stdout, nonce: /^@@ROUNDTRIP (\S+) host /m.exec(stdout)?.[1] ?? '' };
  } finally {
    await lab.stop();
  }
}

/** The command line as people run it, to its end. */
async function measure(configFile: string, hosts: number): Promise<Measured> {
  const names = Array.from({ length: hosts }, (_, index) => `host-${index + 1}`);
  const began = performance.now();
  const child = spawn(process.execPath, [launcher, 'scan', '--config', configFile, '--json', ...names], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  let [megabytes, processor] = [0, 0];
  const timer = setInterval(() => {
    for (const pid of withChildren(child.pid)) {
      const { peak, seconds } = usageOf(pid);
      megabytes = Math.max(megabytes, peak);
      processor = Math.max(processor, seconds);
    }
  }, LOOK_EVERY);
  const [status] = await once(child, 'close');
  clearInterval(timer);
  const seconds = (performance.now() - began) / 1000;
  const documents = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  if (status !== 0 || documents.length !== hosts)
    throw new Error(`${documents.length} of ${hosts} were read`);
  const rows: { status: string }[] = documents.flatMap(({ interfaces = [] }) => interfaces);
  const stopped = rows.filter((row) => row.status === 'stopped').length;
  return { hosts, stopped, seconds, megabytes, processor };
}

/** The launcher may go on in another Node. */
function withChildren(pid = 0): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    return [pid, ...children.map(Number)];
  } catch {
    return [];
  }
}

/** The peak of one process (MB), and its processor time with that of its children that have ended (s). */
function usageOf(pid: number): { peak: number; seconds: number } {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return { peak: Number(kilobytes ?? 0) / 1024, seconds: ticks / TICKS_A_SECOND };
  } catch {
    return { peak: 0, seconds: 0 };
  }
}

/** `npm run bench -- scan`: the command line over 1, 10, 100 and 1,000 hosts that list over SSH what a lab's host did; `alone`: up to 100. */
export async function benchScan(alone: boolean): Promise<void> {
  const [loadBefore = Number.NaN] = loadavg();
  const root = mkdtempSync(join(tmpdir(), 'roundtrip-bench-'));
  chmodSync(root, 0o755);
  const keys = { hostKey: newKeyPair(), clientKey: newKeyPair() };
  let server: ChildProcess | undefined;
  try {
    const file = join(root, 'hosts.json');
    writeFileSync(file, JSON.stringify({ ...(await listing()), ...keys }), { mode: 0o600 });
    const child = spawn(process.execPath, [HOSTS, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    server = child;
    const [port] = await once(child.stdout, 'data');
    const sizes = alone ? SIZES.filter((size) => size <= 100) : SIZES;
    const names = Array.from({ length: Math.max(...sizes) }, (_, index) => `host-${index + 1}`);
    mkdirSync(join(root, 'bot'));
    const config = writeSshFiles(join(root, 'ssh'), { port: Number(String(port)), ...keys }, names);
    const configFile = join(root, 'bot', 'roundtrip.yaml');
    writeFileSync(configFile, stringify({ ssh: { config }, hosts: { 'host-*': {} } }));
    const rows: Measured[] = [];
    for (const size of sizes) rows.push(await measure(configFile, size));
    console.log(`${cpus().length} processors, load before ${loadBefore.toFixed(1)}`);
    console.log(tableOf(rows));
    const last = rows.at(-1);
    if (!alone && last && (last.seconds > AIM.seconds || last.megabytes > AIM.megabytes))
      process.exitCode = 1;
  } finally {
    server?.kill();
    rmSync(root, { recursive: true, force: true });
  }
}

function tableOf(rows: readonly Measured[]): string {
  return markdownTable([
    ['hosts', 'stopped interfaces found', 'seconds', 'ms a host', 'processor time (s)', 'peak memory (MB)'],
    ...rows.map(({ hosts, stopped, seconds, megabytes, processor }) => [
      String(hosts),
      String(stopped),
      seconds.toFixed(1),
      ((1000 * seconds) / hosts).toFixed(0),
      processor.toFixed(1),
      megabytes.toFixed(0),
    ]),
  ]);
}
