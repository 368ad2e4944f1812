import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Folders in which no sentence stands that a person reads: those are in src/texts, in every language. */
const FOLDERS = ['analyzer', 'cli', 'host', 'paste-page', 'picture', 'slack', 'triage'];

/** In it stand words that people type, not words that they read. */
const TYPED = 'src/slack/sentence/';

/** Files with English sentences all the same, and why. One that has none any more is named by the check. */
export const ALLOWED = [
  { file: 'src/analyzer/exhibits.ts', why: 'names two commands whose outputs are shown, as one title' },
  {
    file: 'src/analyzer/filters/compile-step.ts',
    why: 'the part of a ruleset that was not followed, as data',
  },
  { file: 'src/analyzer/model/keeping/by-hand.ts', why: 'a line of a unit file that a person may install' },
  { file: 'src/analyzer/model/self-undo.ts', why: 'a comment among commands for a shell' },
  {
    file: 'src/analyzer/remedies/policy-routing-changes.ts',
    why: 'names of facts that a plan rests on, part of its hash',
  },
  {
    file: 'src/analyzer/remedies/restore-policy-table.ts',
    why: 'names of facts that a plan rests on, part of its hash',
  },
  { file: 'src/cli/fix.ts', why: 'the placeholder of an argument in a usage line' },
  { file: 'src/cli/host-package.ts', why: 'the description in a package' },
  { file: 'src/cli/sign.ts', why: 'quoted in a failure where ssh-keygen itself says nothing' },
  { file: 'src/cli/starter-config.ts', why: 'comments of a configuration file, which is in English' },
  { file: 'src/cli/triage.ts', why: 'the placeholder of an argument in a usage line' },
  { file: 'src/host/collect-script.ts', why: 'comments of a script for a shell' },
  { file: 'src/host/setup.ts', why: 'a script that root runs on a host, and what it prints there' },
  { file: 'src/paste-page/example.ts', why: 'what programs print in a console' },
  { file: 'src/slack/directory.ts', why: 'a line of the log' },
  { file: 'src/slack/for-us.ts', why: 'a line of the log: nobody is answered' },
  { file: 'src/slack/projection/board.ts', why: 'a line of the log' },
];

/** Words that make a row of words a sentence, and that no command line has. */
const OF_SENTENCES = new Set([
  ...['the', 'a', 'an', 'is', 'are', 'was', 'were', 'be', 'been', 'it', 'its', 'this', 'that', 'there'],
  ...['these', 'those', 'not', 'of', 'and', 'or', 'which', 'who', 'what', 'where', 'nobody', 'nothing'],
  ...['cannot', 'can', 'could', 'must', 'may', 'has', 'have', 'had', 'does', 'did', 'you', 'your'],
]);

/** Methods of a logger. What they write is for whoever runs the program. */
const LEVELS = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);

/** Errors that only a programmer sees: a person reads of those that `failed` makes. */
const ERRORS = new Set(['Error', 'TypeError', 'RangeError', 'SyntaxError']);

/**
 * Whether a text reads as a sentence, or a part of one: three words in a row, one of which is none of a command's.
 * @param {string} text
 */
export function isSentence(text) {
  const rows = text.match(/(?:[A-Za-z]+(?:['’-][a-z]+)?[,;:]? ){2,}[A-Za-z]+/g) ?? [];
  return rows.some((row) => row.split(/[\s,;:]+/).some((word) => OF_SENTENCES.has(word.toLowerCase())));
}

/**
 * The text of a literal; in a template a name stands for each of its parts.
 * @param {ts.Node} node
 */
function textOf(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `X${literal.text}`).join('');
}

/**
 * Whether what stands in that node is for programmers: an error of the language, or a line of the log.
 * @param {ts.Node} node
 */
function isForProgrammers(node) {
  if (ts.isNewExpression(node)) return ts.isIdentifier(node.expression) && ERRORS.has(node.expression.text);
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  return LEVELS.has(node.expression.name.text);
}

/**
 * Sentences of one source that a person may read, each as `line: text`.
 * @param {string} name
 * @param {string} source
 */
export function sentencesIn(name, source) {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true);
  /** @type {string[]} */
  const found = [];

  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isForProgrammers(node)) return;
    const text = textOf(node);
    if (text !== undefined && isSentence(text)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      found.push(`${line + 1}: ${text.split('\n')[0]?.slice(0, 100)}`);
    }
    ts.forEachChild(node, visit);
  }

  visit(file);
  return found;
}

/**
 * The check of all folders.
 * @param {string} root
 */
export function checkTexts(root) {
  const files = FOLDERS.flatMap((folder) => globSync(`src/${folder}/**/*.ts`, { cwd: root }))
    .filter((file) => !file.startsWith(TYPED))
    .sort();
  const findings = files.map((file) => ({
    file,
    found: sentencesIn(file, readFileSync(join(root, file), 'utf8')),
    allowed: ALLOWED.some((each) => each.file === file),
  }));
  const outside = findings.filter(({ found, allowed }) => found.length > 0 && !allowed);
  const needless = ALLOWED.filter(
    ({ file }) => !findings.some((each) => each.file === file && each.found.length > 0),
  );
  return {
    passed: files.length > 0 && outside.length === 0 && needless.length === 0,
    output: [
      ...outside.flatMap(({ file, found }) => found.map((each) => `${file}:${each}\n`)),
      ...needless.map(({ file }) => `${file}: has no sentence any more, and is still allowed to\n`),
    ].join(''),
    summary: `sentences stand in src/texts: ${files.length} sources looked at`,
  };
}
