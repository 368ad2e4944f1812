import type { Item } from './items.ts';
import type { Flow } from './reading.ts';

/** The port, the protocol and the time to wait that a sentence names, and what is left of it. */
export type TakenFlow = {
  flow: Pick<Flow, 'protocol' | 'port' | 'waitSeconds'>;
  rest: Item[];
  /** A number that cannot be one, or UDP without a port. */
  wrong: boolean;
};

const MOST_SECONDS = 120;
/** Ports that their service's name stands for. */
const SERVICES: ReadonlyMap<string, number> = new Map([
  ['ssh', 22],
  ['sshing', 22],
  ['http', 80],
  ['https', 443],
]);

/** Takes `port 443`, `tcp/443`, `udp 53`, `443番ポート`, `--wait 20` out of the sentence. */
export function takeFlow(items: readonly Item[]): TakenFlow {
  const rest: Item[] = [];
  let port: number | undefined;
  let named: 'tcp' | 'udp' | undefined;
  let waitSeconds: number | undefined;
  let wrong = false;
  const takePort = (value: number) => {
    if (value >= 1 && value <= 65_535) port = value;
    else wrong = true;
  };
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at] as Item;
    const word = item.kind === 'word' ? item.text.replace(/^--/, '') : undefined;
    const next = numberAt(items, at + 1);
    if (item.kind === 'port') {
      takePort(item.port);
      named = item.protocol ?? named;
    } else if (word === 'udp' || word === 'tcp') {
      named = word;
      if (next !== undefined) {
        takePort(next);
        at += 1;
      }
    } else if (word === 'port' && (next !== undefined || isNumeric(items[at + 1]))) {
      takePort(next ?? 0);
      at += 1;
    } else if (word === 'wait' && next !== undefined) {
      if (next >= 1 && next <= MOST_SECONDS) waitSeconds = next;
      else wrong = true;
      at += 1;
    } else if (numberAt(items, at) !== undefined && isPortInJapanese(items[at + 1])) {
      takePort(numberAt(items, at) ?? 0);
    } else if (item.kind === 'cjk' && item.text.endsWith('ポート') && next !== undefined) {
      takePort(next);
      at += 1;
    } else rest.push(item);
  }
  if (named === 'udp' && port === undefined) wrong = true;
  const protocol = port === undefined ? 'icmp' : (named ?? 'tcp');
  return {
    flow: {
      protocol,
      ...(port === undefined ? {} : { port }),
      ...(waitSeconds === undefined ? {} : { waitSeconds }),
    },
    rest,
    wrong,
  };
}

/** The port of the service that a sentence names and no ping. */
export function portOfService(items: readonly Item[]): number | undefined {
  const words = items.flatMap((item) => (item.kind === 'word' ? [item.text] : []));
  if (words.some((word) => /^(?:ping|pings|pinging|pinged|ping6|pingable|icmp|echo|mtr)$/.test(word)))
    return undefined;
  const service = words.find((word) => SERVICES.has(word));
  return service === undefined ? undefined : SERVICES.get(service);
}

function numberAt(items: readonly Item[], at: number): number | undefined {
  const item = items[at];
  return item?.kind === 'word' && /^\d{1,5}$/.test(item.text) ? Number(item.text) : undefined;
}

function isNumeric(item: Item | undefined): boolean {
  return item?.kind === 'word' && /^\d/.test(item.text);
}

function isPortInJapanese(item: Item | undefined): boolean {
  return item?.kind === 'cjk' && /^番?ポート/u.test(item.text);
}
