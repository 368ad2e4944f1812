// Runs a script in the pinned Node, whatever Node npm runs in: node scripts/in-pinned-node.js SCRIPT [ARGUMENT …]
// A child of the script that calls `node` gets the pinned one too.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { goOnIn, nodeForProgram, pathWithNode } from '../bin/pinned-node.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = nodeForProgram(root);

/** @param {string} reason */
function fail(reason) {
  process.stderr.write(`${reason}\nRun "node scripts/setup.js test" in ${root}, then try again.\n`);
  process.exitCode = 1;
}

if (node === undefined) {
  fail('The pinned Node is not installed.');
} else {
  goOnIn(node, process.argv.slice(2), {
    env: { ...process.env, PATH: pathWithNode(node, process.env.PATH) },
    onNotStarted: (error) => fail(`The pinned Node could not be started: ${error.message}`),
  });
}
