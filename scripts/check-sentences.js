import { relative, sep } from 'node:path';
import ts from 'typescript';

/** Fields that hold a sentence wherever they hold a plain string. */
const SENTENCES = new Set(['because', 'detail', 'headline', 'explanation']);

/** Further fields that hold one where their type is declared in these files. */
const HOMES = [
  { file: 'src/triage/events.ts', fields: ['text', 'message', 'nextStep', 'reason'] },
  { file: 'src/triage/state.ts', fields: ['reason', 'result', 'progress', 'message', 'nextStep'] },
  { file: 'src/analyzer/model/diagnosis.ts', fields: ['refused', 'question', 'on', 'what'] },
];

/** Methods of a string that decide something by what stands in it, or take it apart. */
const READERS = new Set([
  ...['includes', 'startsWith', 'endsWith', 'match', 'matchAll', 'search', 'indexOf', 'lastIndexOf'],
  ...['replace', 'replaceAll', 'split', 'localeCompare'],
]);

/** Methods that give the sentence back in another form. */
const FORMS = new Set([
  'trim',
  'trimEnd',
  'trimStart',
  'toLowerCase',
  'toUpperCase',
  'slice',
  'normalize',
  'at',
]);

/**
 * Where code reads a sentence that is meant for people: sources of `program` under `root`/src, but those of the texts
 * themselves. Each finding is `file:line: code`.
 * @param {ts.Program} program
 * @param {string} root
 * @returns {{ findings: string[], files: number }}
 */
export function findReadSentences(program, root) {
  const checker = program.getTypeChecker();
  const nameOf = (/** @type {ts.SourceFile} */ file) => relative(root, file.fileName).split(sep).join('/');
  const isTexts = (/** @type {ts.SourceFile} */ file) => nameOf(file).startsWith('src/texts/');
  const sources = program
    .getSourceFiles()
    .filter((file) => nameOf(file).startsWith('src/') && !file.isDeclarationFile && !isTexts(file));
  /** @type {string[]} */
  const findings = [];

  /** @param {ts.Node} node */
  function isPlainString(node) {
    const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
    return (type.flags & ts.TypeFlags.String) !== 0;
  }

  /**
   * @param {string} name
   * @param {ts.Node} node
   */
  function isSentenceField(name, node) {
    if (!isPlainString(node)) return false;
    if (SENTENCES.has(name)) return true;
    const declared = checker.getSymbolAtLocation(node)?.declarations ?? [];
    return declared.some((declaration) => {
      const home = HOMES.find(({ file }) => file === nameOf(declaration.getSourceFile()));
      return home?.fields.includes(name) ?? false;
    });
  }

  /**
   * @param {ts.Node} node
   * @param {number} depth
   * @returns {boolean}
   */
  function isSentence(node, depth = 0) {
    if (depth > 8) return false;
    const within = (/** @type {ts.Node} */ inner) => isSentence(inner, depth + 1);
    if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node))
      return within(node.expression);
    if (ts.isPropertyAccessExpression(node)) return isSentenceField(node.name.text, node.name);
    if (ts.isConditionalExpression(node)) return within(node.whenTrue) || within(node.whenFalse);
    if (ts.isBinaryExpression(node)) return within(node.left) || within(node.right);
    if (ts.isTemplateExpression(node)) return node.templateSpans.some(({ expression }) => within(expression));
    if (ts.isIdentifier(node)) return isSentenceName(node, depth);
    if (!ts.isCallExpression(node)) return false;
    const { expression } = node;
    if (ts.isPropertyAccessExpression(expression) && FORMS.has(expression.name.text))
      return within(expression.expression);
    const declaration = checker.getResolvedSignature(node)?.declaration;
    const isTold = declaration !== undefined && isTexts(declaration.getSourceFile());
    return isPlainString(node) && (isTold || node.arguments.some(within));
  }

  /**
   * @param {ts.Identifier} node
   * @param {number} depth
   */
  function isSentenceName(node, depth) {
    const declarations = checker.getSymbolAtLocation(node)?.declarations ?? [];
    return declarations.some((declaration) => {
      if (ts.isBindingElement(declaration)) {
        const field = declaration.propertyName ?? declaration.name;
        return ts.isIdentifier(field) && isBoundSentence(declaration, field.text);
      }
      if (ts.isParameter(declaration)) return SENTENCES.has(node.text) && isPlainString(node);
      return (
        ts.isVariableDeclaration(declaration) &&
        declaration.initializer !== undefined &&
        isSentence(declaration.initializer, depth + 1)
      );
    });
  }

  /**
   * @param {ts.BindingElement} element
   * @param {string} field
   */
  function isBoundSentence(element, field) {
    if (!isPlainString(element)) return false;
    if (SENTENCES.has(field)) return true;
    const property = checker.getTypeAtLocation(element.parent).getProperty(field);
    return (property?.declarations ?? []).some((declaration) =>
      HOMES.some(
        ({ file, fields }) => file === nameOf(declaration.getSourceFile()) && fields.includes(field),
      ),
    );
  }

  /** @param {ts.Node} node */
  function reads(node) {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: receiver, name } = node.expression;
      if (READERS.has(name.text) && isSentence(receiver)) return true;
      const [argument] = node.arguments;
      return (name.text === 'test' || name.text === 'exec') && argument !== undefined && isSentence(argument);
    }
    if (ts.isSwitchStatement(node)) return isSentence(node.expression);
    if (!ts.isBinaryExpression(node)) return false;
    const compares =
      node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
      node.operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken;
    return compares && comparesWords(node.left, node.right);
  }

  /**
   * @param {ts.Expression} left
   * @param {ts.Expression} right
   */
  function comparesWords(left, right) {
    const isWords = (/** @type {ts.Expression} */ side) => ts.isStringLiteralLike(side) && side.text !== '';
    return (isWords(left) && isSentence(right)) || (isWords(right) && isSentence(left));
  }

  /** @param {ts.Node} node */
  function visit(node) {
    if (reads(node)) {
      const file = node.getSourceFile();
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      findings.push(`${nameOf(file)}:${line + 1}: ${node.getText().split('\n')[0]}`);
    }
    ts.forEachChild(node, visit);
  }

  for (const file of sources) visit(file);
  return { findings, files: sources.length };
}

/**
 * The check of the whole program.
 * @param {ts.Program} program
 * @param {string} root
 */
export function checkSentences(program, root) {
  const { findings, files } = findReadSentences(program, root);
  return {
    passed: findings.length === 0 && files > 0,
    output: findings.map((finding) => `${finding}\n`).join(''),
    summary: `no code reads a sentence: ${files} sources looked at`,
  };
}
