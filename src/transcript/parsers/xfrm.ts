import type { IpsecPolicy, IpsecState } from '../../analyzer/model/index.ts';
import { isAddress, plainAddress, prefixOf } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { decimal, wordsOf } from '../forms/text.ts';

const SELECTOR = /^src \S{2,60} dst \S{2,60}/;

/** Whether the line opens an entry of `ip xfrm policy` or `ip xfrm state`. */
export function isXfrmLine(line: string, next: string): boolean {
  return SELECTOR.test(line.slice(0, 200)) && /^\s+(?:dir|socket|proto) /.test(next.slice(0, 60));
}

function after(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(name);
  return at === -1 ? undefined : words[at + 1];
}

/** Entries of `ip xfrm policy`; policies of single sockets are left out, each says nothing of others. */
export function parsePolicies(lines: readonly string[]): IpsecPolicy[] {
  const found: IpsecPolicy[] = [];
  let selector: readonly string[] | undefined;
  let policy: IpsecPolicy | undefined;
  for (const whole of lines) {
    const line = whole.slice(0, 600);
    const words = wordsOf(line);
    if (SELECTOR.test(line)) {
      selector = words;
      policy = undefined;
    } else if (words[0] === 'dir' && selector) {
      policy = policyOf(selector, words);
      if (policy) found.push(policy);
    } else if (policy) readDetail(policy, words);
  }
  return found;
}

function policyOf(selector: readonly string[], words: readonly string[]): IpsecPolicy | undefined {
  const source = prefixOf(after(selector, 'src') ?? '');
  const destination = prefixOf(after(selector, 'dst') ?? '');
  const direction = words[1];
  if (!source || !destination || (direction !== 'in' && direction !== 'out' && direction !== 'fwd'))
    return undefined;
  return compact<IpsecPolicy>({
    family: source.family,
    source: source.cidr,
    destination: destination.cidr,
    direction,
    action: after(words, 'action') === 'block' ? 'block' : 'allow',
    priority: decimal(after(words, 'priority')),
    device: after(selector, 'dev'),
    protocol: after(selector, 'proto'),
    sourcePort: decimal(after(selector, 'sport')),
    destinationPort: decimal(after(selector, 'dport')),
    mark: undefined,
    interfaceId: undefined,
    templates: [],
  });
}

function readDetail(policy: IpsecPolicy, words: readonly string[]): void {
  const [first] = words;
  const mark = after(words, 'mark');
  const id = after(words, 'if_id');
  if (mark !== undefined) policy.mark = mark;
  if (id !== undefined) policy.interfaceId = id;
  if (first === 'tmpl') {
    const [source, destination] = [after(words, 'src'), after(words, 'dst')];
    policy.templates.push(
      compact<IpsecPolicy['templates'][number]>({
        source: isAddress(source) ? plainAddress(source) : undefined,
        destination: isAddress(destination) ? plainAddress(destination) : undefined,
        protocol: undefined,
        mode: undefined,
        optional: undefined,
      }),
    );
  } else if (first === 'proto') {
    const template = policy.templates.at(-1);
    if (!template) return;
    const [protocol, mode] = [after(words, 'proto'), after(words, 'mode')];
    if (protocol !== undefined) template.protocol = protocol;
    if (mode !== undefined) template.mode = mode;
  } else if (first === 'level' && words[1] === 'use') {
    const template = policy.templates.at(-1);
    if (template) template.optional = true;
  }
}

/** Entries of `ip xfrm state`. */
export function parseStates(lines: readonly string[]): IpsecState[] {
  const found: IpsecState[] = [];
  for (const whole of lines) {
    const line = whole.slice(0, 600);
    const words = wordsOf(line);
    const state = found.at(-1);
    const [source, destination] = [after(words, 'src'), after(words, 'dst')];
    if (SELECTOR.test(line) && isAddress(source) && isAddress(destination))
      found.push({ source: plainAddress(source), destination: plainAddress(destination) });
    else if (words[0] === 'proto' && state)
      Object.assign(
        state,
        compact<Pick<IpsecState, 'protocol' | 'spi' | 'mode'>>({
          protocol: words[1],
          spi: after(words, 'spi'),
          mode: after(words, 'mode'),
        }),
      );
  }
  return found;
}
