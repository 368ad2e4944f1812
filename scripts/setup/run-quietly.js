import { spawn } from 'node:child_process';

const STILL_AT_IT_MS = 10_000;
const LAST_LINES = 20;

/**
 * Runs a program with its output kept back; where it takes long, a line now and then says that it goes on.
 * @param {string} title what is being done, for a person
 * @param {readonly [string, ...string[]]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ succeeded: boolean, lastLines: string }>}
 */
export async function runQuietly(title, [program, ...args], options = {}) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  process.stdout.write(`setup: ${title} …\n`);
  const stillAtIt = setInterval(() => process.stdout.write(`setup: … ${seconds()} s\n`), STILL_AT_IT_MS);

  let output = '';
  const status = await new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString()).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', (error) => {
      output += error.message;
      resolve(127);
    });
    child.once('close', resolve);
  });

  clearInterval(stillAtIt);
  const succeeded = status === 0;
  process.stdout.write(`setup: ${succeeded ? 'done' : 'failed'} after ${seconds()} s\n`);
  return { succeeded, lastLines: output.trimEnd().split('\n').slice(-LAST_LINES).join('\n') };
}
