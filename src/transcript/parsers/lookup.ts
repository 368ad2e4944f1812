import type { ProbeOutcome, ProbeReport } from '../../analyzer/model/index.ts';
import { isAddress, plainAddress } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { outcomeOf } from '../forms/outcome.ts';
import { portOf } from '../forms/services.ts';
import { quoted } from '../forms/text.ts';

const DNS = 53;
const ENDPOINT = '([0-9a-f:.]{2,45}?)(?:%\\S{1,15})?#(\\d{1,5})';
const UNEXPECTED = new RegExp(`reply from unexpected source: ${ENDPOINT}, expected ${ENDPOINT}`, 'i');
const FAILED = /connection timed out|no servers could be reached|communications error to|timed out\s*$/i;
const SERVER = new RegExp(`^(?:;; SERVER: |Address: ?\\s*|;; communications error to )${ENDPOINT}`, 'i');

/** Whether only a tool that asks a name server prints the line. */
export function isLookupLine(line: string): boolean {
  const start = line.slice(0, 300);
  return (
    UNEXPECTED.test(start) ||
    /^; <<>> DiG|^;; (?:SERVER: |communications error|connection timed out)/.test(start)
  );
}

/**
 * What dig, host and nslookup tell of the name server that they asked: whether it answered, and from which address. Undefined
 * where nothing shows whom they asked, or what came of it.
 */
export function parseLookup(
  lines: readonly string[],
  argv: readonly string[],
  command: string | undefined,
): ProbeReport | undefined {
  const said = lines.map((line) => line.trim().slice(0, 400)).filter((line) => line !== '');
  const strangers = said.map((line) => UNEXPECTED.exec(line)).filter((match) => match !== null);
  const told = said.map((line) => SERVER.exec(line)).find((match) => match !== null);
  const asked = serverIn(argv);
  const to = strangers[0]?.[3] ?? (isAddress(asked) ? asked : told?.[1]) ?? asked;
  const outcome = outcomeIn(said, strangers.length > 0);
  if (to === undefined || outcome === undefined) return undefined;
  const answeredBy = [...new Set(strangers.map((match) => plainAddress(match[1] ?? '')))];
  const errors = said.filter((line) => FAILED.test(line) || UNEXPECTED.test(line));
  const named = isAddress(plainAddress(to)) ? undefined : to.toLowerCase();
  return compact<ProbeReport>({
    command,
    to: named ?? plainAddress(to),
    toName: named,
    outcome,
    protocol: argv.some((word) => /^\+(?:tcp|vc)$/.test(word)) ? 'tcp' : 'udp',
    port: portOf(strangers[0]?.[4] ?? told?.[2]) ?? portIn(argv) ?? DNS,
    sent: Math.max(1, strangers.length),
    received: outcome === 'answered' ? 1 : 0,
    errors: errors.slice(0, 20).map((line) => quoted(line)),
    answeredBy: answeredBy.length > 0 ? answeredBy : undefined,
  });
}

function outcomeIn(said: readonly string[], hasStrangers: boolean): ProbeOutcome | undefined {
  // A server that answered after all did so in time.
  if (said.some((line) => /^;; (?:Got answer|->>HEADER<<-|ANSWER SECTION|Query time)/.test(line)))
    return 'answered';
  const failure = said.findLast((line) => FAILED.test(line));
  if (failure !== undefined) return outcomeOf(failure) ?? 'timed-out';
  if (hasStrangers) return 'timed-out';
  return said.some((line) => !line.startsWith(';')) ? 'answered' : undefined;
}

/** `dig @SERVER NAME`, `host NAME SERVER`, `nslookup NAME SERVER`. */
function serverIn([tool, ...words]: readonly string[]): string | undefined {
  if (tool === 'dig') return words.find((word) => word.startsWith('@'))?.slice(1);
  const operands = words.filter(
    (word, at) => !/^[-+]/.test(word) && !/^-[tcRmNW]$/.test(words[at - 1] ?? ''),
  );
  return tool === 'host' || tool === 'nslookup' ? operands[1] : undefined;
}

function portIn(argv: readonly string[]): number | undefined {
  const at = argv.indexOf('-p');
  return at === -1 ? undefined : portOf(argv[at + 1]);
}
