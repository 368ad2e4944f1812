import { dirname } from 'node:path';
import ts from 'typescript';

/**
 * The program as `tsconfig.json` has it, made once: for the types here, and for whoever asks it further.
 * @param {string} root
 * @returns {ts.Program}
 */
export function typedProgram(root) {
  const file = `${root}/tsconfig.json`;
  const { config, error } = ts.readConfigFile(file, ts.sys.readFile);
  const { fileNames, options, errors } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(file));
  return ts.createProgram({
    rootNames: fileNames,
    options,
    configFileParsingDiagnostics: error ? [error, ...errors] : errors,
  });
}

/**
 * What the compiler has to say of it.
 * @param {ts.Program} program
 */
export function checkTypes(program) {
  const problems = ts.getPreEmitDiagnostics(program);
  const output = ts.formatDiagnostics(problems, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => '\n',
  });
  return { passed: problems.length === 0, output, summary: 'strict TypeScript' };
}
