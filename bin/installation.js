// Where the program of this installation is, and how it is installed: sources here; the package has a file of its own.
export const loadProgram = () => import('../src/cli/main.ts');
/** A package whose absence shows that nothing is installed. */
export const NEEDED_PACKAGE = 'commander';
/** @param {string} root */
export const installStep = (root) => `Run "npm run setup" in ${root}, then try again.`;
