import type { ProbeReport } from '../../analyzer/model/index.ts';
import { isAddress, plainAddress } from '../forms/addresses.ts';
import { decimal, quoted } from '../forms/text.ts';

const ANSWERED = /succeeded!|\bopen$|^Ncat: Connected to|^Connected to |^connected$/;
const REFUSED = /[Cc]onnection refused/;
const FAILED =
  /failed|timed? ?out|TIMEOUT|refused|unreachable|No route to host|prohibited|not permitted|Invalid argument|Connection reset/i;

/**
 * A TCP or UDP attempt by nc, ncat, telnet, or bash's /dev/tcp. A refused TCP connection was answered all the same (by a
 * reset); of UDP only data that came back counts, for nc calls an unanswered port "succeeded".
 */
export function parseReach(
  lines: readonly string[],
  argv: readonly string[],
  command: string,
): ProbeReport | undefined {
  const words = argv.slice(1);
  const path = /\/dev\/(tcp|udp)\/([0-9a-f.:]{2,45})\/(\d{1,5})/i.exec(command);
  const to =
    path?.[2] ?? words.find((word, at) => isAddress(word) && !/^-[a-zA-Z]*[sw]$/.test(words[at - 1] ?? ''));
  if (!isAddress(to)) return undefined;
  const udp = path?.[1] === 'udp' || words.some((word) => /^-[a-tv-z46]*u/.test(word));
  const said = lines.map((line) => line.trim()).filter((line) => line !== '');
  const errors = said.filter(
    (line) => FAILED.test(line) && !/Inverse name lookup|forward host lookup/.test(line),
  );
  const notices = /^(?:Ncat: |nc: |Connection to |\(UNKNOWN\)|Trying |Escape |Connected )/;
  const data = said.filter((line) => !notices.test(line) && !FAILED.test(line) && !ANSWERED.test(line));
  const answered = udp ? data.length > 0 : said.some((line) => ANSWERED.test(line) || REFUSED.test(line));
  const behind = words[words.indexOf(to) + 1];
  const port = decimal(path?.[3] ?? behind) ?? decimal(/\bport (\d{1,5})\b/.exec(said.join(' '))?.[1]);
  const sourcePort = decimal(words[words.findIndex((word) => /^-[a-z]*p$/.test(word)) + 1]);
  return {
    command,
    to: plainAddress(to),
    protocol: udp ? 'udp' : 'tcp',
    ...(port === undefined ? {} : { port }),
    sent: 1,
    received: answered ? 1 : 0,
    errors: errors.slice(0, 20).map((line) => quoted(line)),
    ...(sourcePort === undefined ? {} : { sourcePort }),
  };
}
