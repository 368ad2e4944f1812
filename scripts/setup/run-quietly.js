import { spawn } from 'node:child_process';

const LAST_LINES = 20;

/**
 * Runs a program with its output kept back.
 * @param {readonly [string, ...string[]]} command
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ succeeded: boolean, lastLines: string }>}
 */
export async function runQuietly([program, ...args], options = {}) {
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
  return { succeeded: status === 0, lastLines: output.trimEnd().split('\n').slice(-LAST_LINES).join('\n') };
}
