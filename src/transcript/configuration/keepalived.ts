import type { Intent } from '../../analyzer/model/index.ts';
import { isAddress, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { decimal, wordsOf } from '../forms/text.ts';
import type { FileContents } from '../parsers/file-contents.ts';
import { type Configuration, placeOf } from './entry.ts';

type Virtual = Extract<Intent, { kind: 'virtual-address' }>;
type Instance = {
  name: string;
  interface?: string;
  router?: number;
  state?: 'master' | 'backup';
  priority?: number;
};

/** keepalived.conf: the virtual addresses of each vrrp_instance (keepalived.conf(5)). */
export function readKeepalived(file: FileContents): Configuration {
  const intent: Virtual[] = [];
  let instance: Instance | undefined;
  /** The depth at which a list of virtual addresses was opened. */
  let within: number | undefined;
  let depth = 0;
  for (const [index, whole] of file.lines.entries()) {
    const line = whole.slice(0, 400).replace(/[#!].*$/, '');
    const words = wordsOf(line.replace(/[{}]/g, ' '));
    const [key = '', value = ''] = words;
    if (depth === 0 && key === 'vrrp_instance') instance = { name: value };
    else if (depth === 1 && instance) readSetting(instance, key, value);
    if (/^virtual_ipaddress(?:_excluded)?$/.test(key)) {
      within = depth;
      // A part of the file may show the list alone.
      instance ??= { name: '' };
    }
    const isInside = within !== undefined && depth > within;
    const listed = key.startsWith('virtual_ipaddress') ? words.slice(1) : isInside ? words : [];
    if (instance && within !== undefined && isAddress(plainAddress((listed[0] ?? '').split('/')[0] ?? '')))
      intent.push(virtualAddress(instance, listed, placeOf(file, index)));
    depth += count(line, '{') - count(line, '}');
    if (within !== undefined && depth <= within) within = undefined;
    if (depth <= 0) {
      depth = 0;
      instance = undefined;
    }
  }
  return { owner: 'keepalived', devices: [], intent };
}

function count(line: string, character: string): number {
  return line.split(character).length - 1;
}

function readSetting(instance: Instance, key: string, value: string): void {
  const number = decimal(value);
  if (key === 'interface') instance.interface = value;
  else if (key === 'virtual_router_id' && number !== undefined) instance.router = number;
  else if (key === 'priority' && number !== undefined) instance.priority = number;
  else if (key === 'state' && /^MASTER|^BACKUP/i.test(value))
    instance.state = /^MASTER/i.test(value) ? 'master' : 'backup';
}

/** `10.0.0.100/24 dev eth0 label eth0:1`. */
function virtualAddress(
  instance: Instance,
  words: readonly string[],
  place: ReturnType<typeof placeOf>,
): Virtual {
  const [address = '', length] = (words[0] ?? '').split('/');
  const at = words.indexOf('dev');
  const local = plainAddress(address);
  return compact<Virtual>({
    kind: 'virtual-address',
    device: (at === -1 ? undefined : words[at + 1]) ?? instance.interface,
    family: local.includes(':') ? 6 : 4,
    local,
    prefixLength: decimal(length),
    instance: instance.name,
    router: instance.router,
    state: instance.state,
    priority: instance.priority,
    source: place.source,
    line: place.line,
  });
}
