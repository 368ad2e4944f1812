import { type Endpoint, type Item, isEndpoint, isOneOf } from './items.ts';
import { BETWEEN_NAMES, DETERMINERS, INTERFACE_NOUNS } from './vocabulary.ts';

/** The host, or address, that an interface is written beside. `firm`: nothing else is meant by that. */
export type Attachment = { to: number; firm: boolean };

const ON = new Set('on of at in auf von an am del di du en'.split(' '));
/** Behind a name, before its interface; others say by what way something else reaches it. */
const OWNS = new Set(["'s", 's', 'ja:no', 'ja:side', 'of', 'の', 'has', 'with']);

/** For each interface of the sentence, by its index, what it is written beside: "eth1 on server-b", "server-b's eth1". */
export function attachmentsOf(items: readonly Item[]): ReadonlyMap<number, Attachment> {
  const found = new Map<number, Attachment>();
  for (const [at, item] of items.entries()) {
    if (item.kind !== 'interface' && item.kind !== 'vlan' && item.kind !== 'nth') continue;
    const ways = [after(items, at), before(items, at)].filter((way) => way !== undefined);
    const [best] = ways.toSorted((one, other) => other.strength - one.strength);
    if (best) found.set(at, { to: best.to, firm: best.strength > 1 });
  }
  return found;
}

type Way = { to: number; strength: 1 | 2 | 3 };

/** "eth1 on the host server-b", "eth1 server-b". */
function after(items: readonly Item[], at: number): Way | undefined {
  const { to, between, stops } = nextEndpoint(items, at, 1);
  if (to === undefined || stops > 1) return undefined;
  if (between.some((word) => ON.has(word))) return { to, strength: 3 };
  if (between.some((word) => word === 'ja:no' || word === 'ja:de' || BETWEEN_NAMES.has(word)) || stops > 0)
    return { to, strength: 1 };
  return { to, strength: 2 };
}

/** "server-b eth1", "server-b's second interface", "server-b on eth1". */
function before(items: readonly Item[], at: number): Way | undefined {
  const { to, between, stops } = nextEndpoint(items, at, -1);
  if (to === undefined || stops > 1) return undefined;
  const by = between.filter((word) => BETWEEN_NAMES.has(word) && !OWNS.has(word));
  return { to, strength: by.length > 0 || stops > 0 ? 1 : 3 };
}

function nextEndpoint(
  items: readonly Item[],
  from: number,
  step: 1 | -1,
): { to?: number; between: string[]; stops: number } {
  const between: string[] = [];
  let stops = 0;
  for (let at = from + step; at >= 0 && at < items.length; at += step) {
    const item = items[at] as Item;
    if (isHost(item)) return { to: at, between, stops };
    if (item.kind === 'stop' && !item.strong) stops += 1;
    else if (isOneOf(item, BETWEEN_NAMES) || isOneOf(item, DETERMINERS) || isOneOf(item, INTERFACE_NOUNS))
      between.push((item as { text: string }).text);
    else if (item.kind === 'address') continue;
    else break;
  }
  return { between, stops };
}

/** An address beside an interface is one that it has, not where it is. */
function isHost(item: Item): item is Exclude<Endpoint, { kind: 'address' }> {
  return isEndpoint(item) && item.kind !== 'address';
}
