import { spawnSync } from 'node:child_process';

/**
 * @typedef {{ file: string, text: string }} Part
 */

/**
 * Runs shellcheck on shell programs, each given as the parts that it is joined from; a finding names its part and line there.
 * Where shellcheck is missing the check fails, and says what to install.
 * @param {readonly (readonly Part[])[]} programs
 * @param {string} shellcheck
 */
export function checkShell(programs, shellcheck = 'shellcheck') {
  const parts = new Set(programs.flat().map(({ file }) => file)).size;
  const found = programs.map((program) => findings(program, shellcheck));
  if (found.includes(undefined)) {
    const output = 'On Debian and Ubuntu: apt-get install shellcheck\n';
    return { passed: false, output, summary: 'shellcheck is not installed: the shell was not looked at' };
  }
  const lines = [...new Set(found.flat())];
  return { passed: lines.length === 0, output: lines.join(''), summary: `shellcheck: ${parts} parts` };
}

/**
 * @param {readonly Part[]} parts
 * @param {string} shellcheck
 * @returns {string[] | undefined} undefined where it is not installed
 */
function findings(parts, shellcheck) {
  // Functions that are called by name from elsewhere look unreachable to it (SC2317).
  const args = ['--shell=sh', '--norc', '--exclude=SC2317', '--format=json1', '-'];
  const input = parts.map(({ text }) => text).join('\n');
  const { error, stdout, stderr } = spawnSync(shellcheck, args, { input, encoding: 'utf8' });
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return undefined;
  if (!stdout) return [`${error?.message ?? stderr}\n`];
  /** @type {{ comments: { line: number, column: number, code: number, message: string }[] }} */
  const { comments } = JSON.parse(stdout);
  return comments.map(({ line, column, code, message }) => {
    const place = placeOf(parts, line);
    return `${place.file}:${place.line}:${column}: ${message} [SC${code}]\n`;
  });
}

/**
 * The part that a line of the joined text stands in, and its number there.
 * @param {readonly Part[]} parts
 * @param {number} line
 */
function placeOf(parts, line) {
  let before = 0;
  for (const { file, text } of parts) {
    const lines = text.split('\n').length;
    if (line <= before + lines) return { file, line: line - before };
    before += lines;
  }
  return { file: 'end', line };
}
