import type { PublishedPort } from '../../analyzer/model/index.ts';
import { familyOf, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { wordsOf } from '../forms/text.ts';

/** `0.0.0.0:8443->443/tcp`, `[::]:8443->443/tcp`, `:::8443->443/tcp`, `10.0.0.5:53->53/udp`, `8000-8010->8000-8010/tcp`. */
const MAPPING =
  /(?:(\[[0-9a-f:]{2,45}\]|::|[0-9.]{7,15}|\*):)?(\d{1,5})(?:-(\d{1,5}))?->(\d{1,5})(?:-(\d{1,5}))?\/(tcp|udp|sctp)/g;
/** `443/tcp -> 0.0.0.0:8443` of `docker port NAME`. */
const PORT = /^(\d{1,5})\/(tcp|udp|sctp) -> (?:(\[[0-9a-f:]{2,45}\]|::|[0-9.]{7,15}):)?(\d{1,5})\s*$/;

/** A range longer than this is cut. */
const MAX_RANGE = 64;

/** Whether the line is one of `docker ps` or `docker port`. */
export function isDockerLine(line: string): boolean {
  const start = line.slice(0, 2000);
  return (
    /^CONTAINER ID\s+IMAGE\s/.test(start) ||
    /\d->\d{1,5}(?:-\d{1,5})?\/(?:tcp|udp|sctp)\b/.test(start) ||
    PORT.test(start.trim())
  );
}

/** The ports that `docker ps` (or `docker port CONTAINER`) shows to be published. */
export function parsePublishedPorts(lines: readonly string[], container?: string): PublishedPort[] {
  const found: PublishedPort[] = [];
  for (const whole of lines) {
    const line = whole.slice(0, 2000);
    const port = PORT.exec(line.trim());
    if (port) {
      const [, to = '', protocol = '', address, from = ''] = port;
      found.push(published({ container, address, protocol, port: Number(from), toPort: Number(to) }));
      continue;
    }
    const name = wordsOf(line).at(-1);
    for (const match of line.matchAll(MAPPING)) {
      const [, address, from = '', last, to = '', , protocol = ''] = match;
      const count = last === undefined ? 1 : Math.min(MAX_RANGE, Number(last) - Number(from) + 1);
      for (let at = 0; at < count; at++)
        found.push(
          published({
            container: name?.includes('->') ? undefined : name,
            address,
            protocol,
            port: Number(from) + at,
            toPort: Number(to) + at,
          }),
        );
    }
  }
  return found;
}

type Parts = {
  container: string | undefined;
  address: string | undefined;
  protocol: string;
  port: number;
  toPort: number;
};

function published({ container, address, protocol, port, toPort }: Parts): PublishedPort {
  const plain = address === undefined ? '' : plainAddress(address.replace(/[[\]]/g, ''));
  return compact<PublishedPort>({
    container,
    address: plain === '0.0.0.0' || plain === '::' || plain === '' || plain === '*' ? undefined : plain,
    family: familyOf(plain),
    protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp',
    port,
    toPort,
  });
}
