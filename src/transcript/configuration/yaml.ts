/** One entry of a YAML mapping or list, as far as configuration files use them: block and flow style, plain and quoted scalars. */
export type YamlNode = {
  /** Absent for an item of a list. */
  key?: string;
  value?: string;
  children: YamlNode[];
  /** Index of its line. */
  index: number;
};

/** Nodes are not read deeper than people write them. */
const MAX_DEPTH = 24;

const ENTRY = /^(["']?)([^"':#{}[\],&*!|>%@`\s][^"':#{}[\],]{0,100}?)\1:(?:\s+(.*))?$/;

/** The entries of a document by its indentation; lines that fit nothing are left out. Anchors, tags and block scalars are not read. */
export function readYaml(lines: readonly string[]): YamlNode[] {
  const root: YamlNode = { children: [], index: 0 };
  const path: { indent: number; node: YamlNode }[] = [{ indent: -1, node: root }];
  for (const [index, whole] of lines.entries()) {
    const line = withoutComment(whole.slice(0, 1000)).replace(/\t/g, '  ');
    if (line.trim() === '' || /^(?:---|\.\.\.|%)/.test(line)) continue;
    let indent = line.length - line.trimStart().length;
    let rest = line.trim();
    while (rest === '-' || rest.startsWith('- ')) {
      // A list may stand at the indentation of its key.
      popTo(path, indent, true);
      const item: YamlNode = { children: [], index };
      parentOf(path).children.push(item);
      path.push({ indent: indent + 0.5, node: item });
      const inner = rest.slice(1).trimStart();
      indent += rest.length - inner.length;
      rest = inner;
      if (path.length > MAX_DEPTH) return root.children;
    }
    if (rest === '') continue;
    const entry = ENTRY.exec(rest);
    if (!entry) {
      const owner = path.at(-1)?.node;
      const scalar = owner && owner.key === undefined && owner !== root && owner.children.length === 0;
      if (scalar) Object.assign(owner, scalarOf(rest, index));
      continue;
    }
    popTo(path, indent, false);
    if (path.length > MAX_DEPTH) return root.children;
    const node: YamlNode = { key: (entry[2] ?? '').trim(), ...scalarOf(entry[3] ?? '', index), index };
    parentOf(path).children.push(node);
    path.push({ indent, node });
  }
  return root.children;
}

function parentOf(path: readonly { node: YamlNode }[]): YamlNode {
  return path.at(-1)?.node ?? { children: [], index: 0 };
}

function popTo(path: { indent: number; node: YamlNode }[], indent: number, item: boolean): void {
  while (path.length > 1) {
    const top = path.at(-1);
    if (
      top === undefined ||
      top.indent < indent ||
      (item && top.indent === indent && top.node.key !== undefined)
    )
      return;
    path.pop();
  }
}

/** Everything from a `#` that begins a word, outside of quotes. */
function withoutComment(line: string): string {
  let quote: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && (at === 0 || /\s/.test(line[at - 1] ?? ''))) return line.slice(0, at);
  }
  return line;
}

/** A scalar, or the nodes of a flow list or mapping (`[a, b]`, `{to: default, via: 10.0.0.1}`). */
function scalarOf(text: string, index: number): Pick<YamlNode, 'value' | 'children'> {
  const trimmed = text.trim();
  if (trimmed === '') return { children: [] };
  if (trimmed.startsWith('[') || trimmed.startsWith('{')) return { children: flowNodes(trimmed, index) };
  return { value: unquoted(trimmed), children: [] };
}

function flowNodes(text: string, index: number): YamlNode[] {
  return splitFlow(text.replace(/^[[{]/, '').replace(/[\]}]\s*$/, '')).flatMap((part) => {
    const entry = ENTRY.exec(part) ?? /^(["']?)([^"':]{1,100})\1:(.*)$/.exec(part);
    if (part.startsWith('[') || part.startsWith('{')) return { children: flowNodes(part, index), index };
    if (entry && !/^[\d.a-f:]+\/?\d*$/i.test(part))
      return { key: (entry[2] ?? '').trim(), ...flowValue(entry[3] ?? '', index), index };
    return part === '' ? [] : { value: unquoted(part), children: [], index };
  });
}

function flowValue(text: string, index: number): Pick<YamlNode, 'value' | 'children'> {
  return scalarOf(text, index);
}

/** Commas outside of quotes and brackets. */
function splitFlow(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let depth = 0;
  let quote: string | undefined;
  for (const character of text) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character === ',' && depth <= 0) {
      parts.push(part.trim());
      part = '';
      continue;
    }
    part += character;
    if (depth > MAX_DEPTH) return parts;
  }
  return [...parts, part.trim()];
}

function unquoted(text: string): string {
  const match = /^(["'])(.*)\1$/.exec(text);
  return match ? (match[2] ?? '') : text;
}

/** The child with a key. */
export function child(node: YamlNode | undefined, key: string): YamlNode | undefined {
  return node?.children.find((one) => one.key === key);
}

/** A list's scalars, or the one scalar that stands in its place. */
export function scalars(node: YamlNode | undefined): { text: string; index: number }[] {
  if (node === undefined) return [];
  if (node.value !== undefined) return [{ text: node.value, index: node.index }];
  return node.children.flatMap(({ value, key, children, index }) => {
    if (value !== undefined) return [{ text: value, index }];
    // `- 10.0.0.5/24:` with settings of its own is an address as well.
    const [first] = children;
    const text = key ?? first?.key;
    return text === undefined ? [] : [{ text, index }];
  });
}
