import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { askPolicy } from '../../src/config/index.ts';
import { runIn } from '../../src/texts/failures/index.ts';

const directory = mkdtempSync(join(tmpdir(), 'roundtrip-policy-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string) => join(directory, name);

/** A program that the test writes: a shell script, or whatever its first line says. */
function program(name: string, text: string): string {
  writeFileSync(file(name), text.startsWith('#!') ? text : `#!/bin/sh\n${text}\n`);
  chmodSync(file(name), 0o755);
  return `./${name}`;
}

const ask = async (check: string[], timeout = 5_000, question: object = { hash: 'plan' }) => {
  const refused = await askPolicy({ policy: { check, timeout }, directory }, question);
  return refused && `policy.check ${runIn('en', refused)}`;
};

test('without a program nothing is asked', async () => {
  expect(await ask([])).toBeUndefined();
});

test('it reads the plan, and its words are its own: one that agrees decides by its status alone', async () => {
  const agrees = program('agrees', `cat > ${file('heard')}; printf '\\0\\377{"allow": false}'`);
  expect(await ask([agrees])).toBeUndefined();
  expect(JSON.parse(readFileSync(file('heard'), 'utf8'))).toEqual({ hash: 'plan' });
});

test('its arguments are not read by a shell', async () => {
  const counts = program('counts', '[ "$#" = 2 ] && [ "$1" = \'; exit 0\' ] && [ "$2" = \'$(id)\' ]');
  expect(await ask([counts, '; exit 0', '$(id)'])).toBeUndefined();
});

test.each<[what: string, script: string, said: RegExp]>([
  [
    'ends with another status',
    'echo outside of the window; exit 3',
    /^policy.check ended with status 3: outside of the window$/,
  ],
  ['is killed', 'kill -9 $$', /ended with SIGKILL/],
  ['hangs', 'sleep 600', /did not end within 0.3 s/],
  ['hangs and takes no signal', "trap '' TERM INT HUP; while :; do sleep 1; done", /did not end within/],
  ['prints without end', 'yes', /did not end within|ended with/],
  ['says much', 'yes 0123456789 | head -c 900000; exit 1', /^.{0,400}$/],
  [
    'says it with control characters',
    "printf '\\033[2Jno\\n<!channel>'; exit 1",
    /\\u\{1b\}\[2Jno <!channel>/,
  ],
])('one that %s refuses', async (_what, script, said) => {
  expect(await ask([program('refuses', script)], 300)).toMatch(said);
});

test.each([
  ['is not there', ['./nothing']],
  ['may not be run', ['/proc/version']],
  ['is a folder', ['/']],
  // Node throws for these, where it reports an error for those above.
  ['stands below a file', ['/proc/version/check']],
  ['has a name that is too long', ['./'.padEnd(300, 'x')]],
  ['gets more words than a process may have', ['/bin/true', 'x'.repeat(300_000)]],
])('one that %s refuses', async (_what, check) => {
  expect(await ask(check)).toMatch(/^policy.check could not be started/);
});

test('secrets that it prints are left out', async () => {
  const token = `xoxb-1-${'a1b2c3d4'.repeat(4)}`;
  const said = await ask([program('tells', `echo "denied by ${token}" >&2; echo password=hunter22; exit 1`)]);
  expect(said).toContain('denied by');
  expect(said).not.toContain(token);
  expect(said).not.toContain('hunter22');
});

test("it knows none of the bot's own secrets", async () => {
  vi.stubEnv('SLACK_BOT_TOKEN', 'xoxb-canary');
  vi.stubEnv('DATABASE_URL', 'postgres://canary');
  vi.stubEnv('CHANGE_SYSTEM', 'kept');
  await ask([program('env', `env > ${file('env.out')}`)]);
  vi.unstubAllEnvs();
  const known = readFileSync(file('env.out'), 'utf8');
  expect(known).toContain('CHANGE_SYSTEM=kept');
  expect(known).not.toContain('canary');
});

test('what it leaves running ends with it, and holds nobody up', async () => {
  const before = performance.now();
  const leaves = program('leaves', `sleep 600 & echo $! > ${file('left')}; exit 0`);
  expect(await ask([leaves])).toBeUndefined();
  expect(performance.now() - before).toBeLessThan(3_000);
  const left = Number(readFileSync(file('left'), 'utf8'));
  await vi.waitFor(() => expect(isRunning(left)).toBe(false));
});

function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

test('a plan larger than a pipe is heard to its end, or not at all', async () => {
  const large = { hash: 'x'.repeat(1_000_000) };
  expect(await ask([program('counts-bytes', '[ "$(wc -c)" -gt 1000000 ]')], 5_000, large)).toBeUndefined();
  expect(await ask([program('hears-nothing', 'exit 0')], 5_000, large)).toBeUndefined();
});
