import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clearStaleLabs, findLab, type Lab, startLab, stopLab } from '../../src/demo/lab/index.ts';
import { openStore, storeIsRunning } from '../../src/store/index.ts';
import { countAnswers, named, outputOf } from '../support/lab.ts';

const execute = promisify(execFile);
const NODES = ['server-a', 'router', 'server-b', 'management'];
const KINDS = ['net', 'mnt', 'pid', 'uts', 'ipc'];

/** The lab's namespaces as the kernel names them: `net:[4026532177]`. */
async function namespacesOf(lab: Lab): Promise<string[]> {
  const files = KINDS.map((kind) => `/proc/self/ns/${kind}`);
  const found = await Promise.all(NODES.map((node) => outputOf(lab, node, ['readlink', ...files])));
  return found.flatMap((text) => text.trim().split('\n'));
}

/** The processes of this machine that are in one of these namespaces. */
function membersOf(namespaces: readonly string[]): string[] {
  const wanted = new Set(namespaces);
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    return KINDS.some((kind) => {
      try {
        return wanted.has(readlinkSync(`/proc/${pid}/ns/${kind}`));
      } catch {
        return false;
      }
    });
  });
}

function mountsThatName(text: string): string[] {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => line.includes(text));
}

async function eventually(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && !condition(); tries++) await sleep(20);
  return condition();
}

/** Another process that starts a lab and then waits. */
async function ownerOf(name: string): Promise<ChildProcess> {
  const module = new URL('../../src/demo/lab/index.ts', import.meta.url).href;
  const program = `
    const { startLab } = await import(${JSON.stringify(module)});
    await startLab({ name: ${JSON.stringify(name)} });
    console.log('up');
    setInterval(() => undefined, 1000);`;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve, reject) => {
    owner.stdout?.once('data', resolve);
    owner.once('exit', () => reject(new Error('the owner ended before its lab was up')));
  });
  return owner;
}

describe('the life of a lab', () => {
  it('leaves no process, namespace, mount or folder, even where a login and a capture were going on', async () => {
    const lab = await startLab();
    const namespaces = await namespacesOf(lab);
    const login = spawn('ssh', ['-F', lab.sshConfigFile, 'server-b', 'echo in; sleep 1000'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const loggedOut = new Promise((resolve) => login.once('exit', resolve));
    await new Promise((resolve) => login.stdout.once('data', resolve));
    const capture = lab.spawn('server-b', ['tcpdump', '-i', 'any', '-nn']);
    await outputOf(lab, 'server-b', ['sh', '-c', 'setsid sleep 1000 >/dev/null 2>&1 &']);
    expect(membersOf(namespaces).length).toBeGreaterThan(NODES.length);

    await lab.stop();

    await Promise.all([loggedOut, capture.exited]);
    expect(await eventually(() => membersOf(namespaces).length === 0)).toBe(true);
    expect(mountsThatName(lab.name)).toEqual([]);
    expect((await execute('ip', ['netns', 'list'])).stdout).not.toContain(lab.name);
    expect(existsSync(lab.directory)).toBe(false);
  });

  it('ends the database that was started for its roundtrip.yaml', async () => {
    const lab = await startLab();
    const dataDirectory = join(lab.directory, 'data');
    const store = await openStore({ dataDirectory });
    await store.close();
    const running = await storeIsRunning(dataDirectory);

    await lab.stop();

    expect(running).toBe(true);
    expect(await storeIsRunning(dataDirectory)).toBe(false);
    expect(existsSync(lab.directory)).toBe(false);
  }, 60_000);

  it('ends twice without complaint', async () => {
    const lab = await startLab();

    await lab.stop();

    await expect(lab.stop()).resolves.toBeUndefined();
  });

  it('runs beside another lab, which its end does not touch', async () => {
    const [one, other] = await Promise.all([startLab(), startLab()]);
    onTestFinished(() => other.stop());
    await outputOf(one, 'server-b', ['ip', 'link', 'set', 'eth0', 'down']);

    await one.stop();

    expect(await countAnswers(other, 'server-a', '172.16.4.2')).toBe(2);
  });

  it('gives a name to one lab only', async () => {
    const lab = await startLab({ name: named('lab-named') });
    onTestFinished(() => lab.stop());

    await expect(startLab({ name: named('lab-named') })).rejects.toMatchObject({ code: 'lab-exists' });
    expect(findLab(named('lab-named'))?.configFile).toBe(lab.configFile);
  });

  it('is left alone by those who cannot see whether it lives: in another PID namespace', async () => {
    const lab = await startLab({ name: named('lab-unseen') });
    onTestFinished(() => lab.stop());
    const module = new URL('../../src/demo/lab/index.ts', import.meta.url).href;
    const program = `
      const { clearStaleLabs, findLab, stopLab } = await import(${JSON.stringify(module)});
      const refused = await stopLab('${lab.name}').catch((error) => error.code);
      console.log(JSON.stringify([await clearStaleLabs(), findLab('${lab.name}') === undefined, refused]));`;
    const elsewhere = ['--pid', '--fork', '--mount-proc', process.execPath, '--input-type=module', '--eval'];

    const { stdout } = await execute('unshare', [...elsewhere, program]);

    expect(JSON.parse(stdout)).toEqual([[], true, 'lab-elsewhere']);
    expect(await countAnswers(lab, 'server-a', '172.16.4.2')).toBe(2);
  });

  it('ends with an owner that is killed, and the next start clears what that left', async () => {
    const owner = await ownerOf(named('lab-orphan'));
    const orphan = findLab(named('lab-orphan'));
    const namespaces = await namespacesOf(orphan as Lab);

    owner.kill('SIGKILL');

    expect(await eventually(() => membersOf(namespaces).length === 0)).toBe(true);
    expect(findLab(named('lab-orphan'))).toBeUndefined();
    const next = await startLab();
    await next.stop();
    expect(existsSync(`/tmp/roundtrip-lab/${named('lab-orphan')}`)).toBe(false);
  });

  it('goes on without the process that started it where it is detached, until somebody ends it', async () => {
    const started = await startLab({ name: named('lab-detached'), detached: true });
    const namespaces = await namespacesOf(started);

    const cleared = await clearStaleLabs();
    const found = findLab(named('lab-detached'));
    const ended = await stopLab(named('lab-detached'));

    expect(cleared).not.toContain(named('lab-detached'));
    expect(found?.directory).toBe(started.directory);
    expect(ended).toBe(true);
    expect(membersOf(namespaces)).toEqual([]);
    expect(await stopLab(named('lab-detached'))).toBe(false);
  });

  it('starts in less than three seconds', async () => {
    const before = performance.now();

    const lab = await startLab();

    const took = performance.now() - before;
    await lab.stop();
    expect(took).toBeLessThan(3000);
  });
});
