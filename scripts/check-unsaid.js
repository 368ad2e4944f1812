import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const CATALOGUES = /^src\/texts\/(?:en|ja)\//;

/** Errors of an operating system (errno(3)), which name themselves. */
const ERRNO = /^E[A-Z0-9]{2,}$/;

/**
 * What a catalogue has its texts under: keys of its objects, and the cases by which one of several is chosen; each with where it stands.
 * @param {ts.SourceFile} source
 * @returns {Map<string, number>}
 */
export function namesOfTexts(source) {
  /** @type {Map<string, number>} */
  const names = new Map();
  /** @param {ts.Node} node */
  const visit = (node) => {
    const key =
      ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node) || ts.isShorthandPropertyAssignment(node)
        ? node.name
        : ts.isCaseClause(node)
          ? node.expression
          : undefined;
    if (key && (ts.isIdentifier(key) || ts.isStringLiteralLike(key)))
      names.set(key.text, key.getStart(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/**
 * Whether a name is said by the sources that were given: named as a text or as a member, or made by a template with a fixed part.
 * What stands in a type says nothing.
 */
export class Said {
  /** @type {Set<string>} */
  #names = new Set();
  /** @type {RegExp[]} */
  #forms = [];

  /**
   * @param {ts.SourceFile} source
   * @param {boolean} isCatalogue of one only the members count that its own texts name: its keys say nothing
   */
  add(source, isCatalogue) {
    /** @param {ts.Node} node */
    const visit = (node) => {
      if (ts.isTypeNode(node) || ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
      if (ts.isPropertyAccessExpression(node)) this.#names.add(node.name.text);
      if (isCatalogue) return void ts.forEachChild(node, visit);
      if (ts.isStringLiteralLike(node)) this.#names.add(node.text);
      else if (
        ts.isPropertyAssignment(node) ||
        ts.isShorthandPropertyAssignment(node) ||
        ts.isBindingElement(node)
      ) {
        const name = (ts.isBindingElement(node) ? node.propertyName : undefined) ?? node.name;
        if (ts.isIdentifier(name)) this.#names.add(name.text);
      } else if (ts.isTemplateExpression(node)) this.#addForm(node);
      ts.forEachChild(node, visit);
    };
    visit(source);
  }

  /** @param {ts.TemplateExpression} template */
  #addForm({ head, templateSpans }) {
    const fixed = [head.text, ...templateSpans.map(({ literal }) => literal.text)];
    if (!/^[\w.-]*\.[\w.-]*$/.test(fixed.join(''))) return;
    this.#forms.push(new RegExp(`^${fixed.map((text) => text.replaceAll('.', '\\.')).join('[\\w.-]+')}$`));
  }

  /** @param {string} name */
  has(name) {
    return this.#names.has(name) || this.#forms.some((form) => form.test(name));
  }
}

/**
 * Texts of the English catalogue that no source says: each would be told in two languages, and never read. A name that stands
 * for something else elsewhere passes.
 * @param {string} root
 */
export function checkUnsaid(root) {
  /** @param {string} file */
  const parse = (file) =>
    ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const said = new Said();
  const files = globSync('src/**/*.ts', { cwd: root }).sort();
  for (const file of files) said.add(parse(file), CATALOGUES.test(file));
  let texts = 0;
  const output = [];
  for (const file of files.filter((one) => one.startsWith('src/texts/en/'))) {
    const source = parse(file);
    for (const [name, at] of namesOfTexts(source)) {
      texts += 1;
      if (said.has(name) || ERRNO.test(name)) continue;
      const { line } = source.getLineAndCharacterOfPosition(at);
      output.push(`${file}:${line + 1}: nothing says ${JSON.stringify(name)}: raise it, or delete it\n`);
    }
  }
  return {
    passed: texts > 0 && output.length === 0,
    output: output.join(''),
    summary: `every text is said: ${texts} looked at`,
  };
}
