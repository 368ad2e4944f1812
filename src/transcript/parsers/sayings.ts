import { isAddress, plainAddress } from '../forms/addresses.ts';

/** Whom a program's message says it could not reach, and what it says of why. */
export type Saying = { host: string; port?: string; rest: string };

const HOST = '\\[?([\\w.:-]{2,253}?)\\]?';
const ADDRESS = '\\[?(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-f]{1,4}:[0-9a-f:.]{2,40})\\]?';

/** A quick look before the many forms. */
const HINT =
  /\bdial (?:tcp|udp)|(?:read|write) tcp |\bconnect E[A-Z]{6}|connectx to |connect to host |connect to address |onnecting [Tt]o |onnect to |connection to |cannot connect|server running on|too long to respond|refused to connect|ERR_|ConnectionPool|connect\(|upstream|Get "http| - no response| - accepting|Timeout, server/;

/**
 * What programs say in a line of their own or within one (a log, JSON, a chat): Go's and Node's and Python's errors, database
 * clients, proxies, agents, browsers. Groups: host, port (may be missing), and what became of it.
 */
const SAYINGS: readonly RegExp[] = [
  new RegExp(`\\bdial (?:tcp|udp)[46]? ${HOST}:(\\d{1,5}): (.{2,120})`),
  new RegExp(`\\b(?:read|write) tcp \\S{3,60}->${HOST}:(\\d{1,5}): (.{2,120})`),
  new RegExp(`\\bconnect (?=E[A-Z]{6,12} )(?:\\w{7,13}) ${HOST}:(\\d{1,5})()`),
  new RegExp(`\\bssh: connect to host ${HOST} port (\\d{1,5}): ([\\w ]{4,60})`),
  new RegExp(`^debug1: connect to address ${HOST} port (\\d{1,5}): (.*)$`),
  new RegExp(`^Timeout, server ${HOST}() not (responding)`),
  new RegExp(`^nc: connectx? to ${HOST} port (\\d{1,5}) \\((?:tcp|udp)\\)( .*)$`),
  new RegExp(
    `^Connecting to (?:\\S{1,253} \\(\\S{1,253}\\)\\|)?${HOST}\\|?:(\\d{1,5})\\.\\.\\. (failed: .*|connected\\.)$`,
  ),
  new RegExp(`^Connecting To ${HOST}\\.\\.\\.Could not open .*?on port (\\d{1,5}): (Connect failed)`),
  new RegExp(`Can't connect to (?:MySQL |MariaDB )?server on '${HOST}(?::(\\d{1,5}))?' (\\(\\d{1,3}.*)$`),
  new RegExp(`Could not connect to Redis at ${HOST}:(\\d{1,5}): (.*)$`),
  new RegExp(`connection to server at "${HOST}"(?: \\([^)]{2,60}\\))?, port (\\d{1,5}) failed: (.*)$`),
  new RegExp(`Is the server running on host "${HOST}"(?: \\([^)]{2,60}\\))? and accepting()()`),
  new RegExp(`^${HOST}:(\\d{1,5}) - (no response|accepting connections|rejecting connections)$`),
  new RegExp(`The connection to the server ${HOST}:(\\d{1,5}) (was refused)`),
  new RegExp(`ConnectionPool\\(host='${HOST}', port=(\\d{1,5})\\)(.*)$`),
  new RegExp(`\\bconnect\\(\\d{1,4}, AF=\\d{1,2} ${HOST}:(\\d{1,5}), \\d{1,3}\\): (.*)$`),
  new RegExp(`cannot connect to \\[\\[?${HOST}\\]?:(\\d{1,5})\\]: (.*)$`),
  new RegExp(`Connect to ${HOST}:(\\d{1,5}) \\[[^\\]]{1,120}\\] failed: (.*)$`),
  new RegExp(
    `\\((?=[^)]{4,60}\\) while connecting to upstream.*upstream: "\\w{3,8}://${HOST}:(\\d{1,5})[/"])(\\d{3}: [^)]{4,60})`,
  ),
  new RegExp(`Get "https?://${HOST}(?::(\\d{1,5}))?[/"][^ ]{0,200}: ((?:context deadline|net/http).*)$`),
  new RegExp(`failed to connect to ${HOST} \\([^)]{2,60}\\)(): (.*)$`),
  new RegExp(`\\b${ADDRESS}(?::(\\d{1,5}))? (took too long to respond|refused to connect)`),
  new RegExp(`The server at ${ADDRESS}() (is taking too long to respond)`),
  new RegExp(`\\bhttps?://${ADDRESS}(?::(\\d{1,5}))?[/ ].{0,120}?(ERR_(?:CONNECTION_|ADDRESS_)[A-Z_]{5,20})`),
];

/** What a line says of somebody who was not reached, or was; undefined where it says nothing of the kind. */
export function sayingIn(line: string): Saying | undefined {
  if (!HINT.test(line)) return undefined;
  for (const form of SAYINGS) {
    const match = form.exec(line);
    if (!match) continue;
    const [, host = '', port, rest = ''] = match;
    if (!isAddress(plainAddress(host)) && !/[a-z]/i.test(host)) continue;
    return { host, rest, ...(port === undefined || port === '' ? {} : { port }) };
  }
  return undefined;
}

/** The scheme's port where a URL names no other. */
export function schemePort(line: string): number | undefined {
  const scheme = /\b(https?):\/\//.exec(line)?.[1];
  return scheme === undefined ? undefined : scheme === 'https' ? 443 : 80;
}
