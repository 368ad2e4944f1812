import type { ProbeOutcome } from '../../../analyzer/model/index.ts';
import { isAddress, plainAddress } from '../../forms/addresses.ts';
import { decimal } from '../../forms/text.ts';
import { optionOf, type Scanner, type Tried } from './scan.ts';

/** `RemotePort       : 22`: the properties that Test-NetConnection prints. */
const PROPERTY =
  /^(ComputerName|RemoteAddress|RemotePort|SourceAddress|PingSucceeded|TcpTestSucceeded|InterfaceAlias|PingReplyDetails \(RTT\)|NameResolutionResults)\s{0,30}: ?(.{0,253})$/;
const TCP_WARNING = /^WARNING: TCP connect to \(?(\S{2,253}?) ?: ?(\d{1,5})\)? failed/;
const PING_WARNING = /^WARNING: Ping to (\S{2,253}) failed(?: with status: (\w{4,40}))?/;
const CONNECTION_ERROR =
  /^Test-Connection ?: Testing connection to computer '(\S{2,253})' failed: (.{0,200})|^\s*\| ?Testing connection to computer '(\S{2,253})' failed: (.{0,200})/;
/** PowerShell 7's table: `1 PC01  10.0.0.5  *  0 TimedOut`, `   1 PC01   10.0.0.5   12   32 Success`. */
const ROW =
  /^\s{0,8}(\d{1,4}) \S{1,64}\s{1,30}(\S{2,253})\s{1,30}(?:(\d{1,6})|\*)\s{1,30}\d{1,6}\s{1,12}(Success|TimedOut|Destination\w{4,40}|TtlExpired|TimeExceeded|\w{0,20}Unreachable)\s*$/;

/** PowerShell's Test-NetConnection and Test-Connection. */
export const powershell: Scanner = {
  prints: ([tool = '']) => /^(?:test-netconnection|tnc|test-connection)$/i.test(tool),
  form: (line) => {
    const start = line.slice(0, 400);
    return (
      /^(?:PingSucceeded|TcpTestSucceeded|RemoteAddress|RemotePort)\s{0,30}: /.test(start.trim()) ||
      [TCP_WARNING, PING_WARNING, CONNECTION_ERROR].some((form) => form.test(start.trim())) ||
      ROW.test(start)
    );
  },
  read(lines, argv) {
    const rows = lines.map((line) => ROW.exec(line.slice(0, 400))).filter((match) => match !== null);
    const [row] = rows;
    if (row) {
      const came = rows.filter((match) => match[4] === 'Success');
      const outcome = came.length > 0 ? 'answered' : statusOutcome(row[4]);
      const error = came.length > 0 ? undefined : row[0].trim();
      return [{ to: row[2] ?? '', sent: rows.length, received: came.length, outcome, error }];
    }
    return [...tested(lines, argv), ...refused(lines)];
  },
};

function tested(lines: readonly string[], argv: readonly string[]): Tried[] {
  const told = new Map<string, string>();
  for (const line of lines) {
    const property = PROPERTY.exec(line.trim().slice(0, 400));
    if (property) told.set(property[1] ?? '', (property[2] ?? '').trim());
  }
  const warned = lines.map((line) => TCP_WARNING.exec(line.trim())).find((match) => match !== null);
  const unanswered = lines.map((line) => PING_WARNING.exec(line.trim())).find((match) => match !== null);
  const named =
    optionOf(argv, '-ComputerName', '-cn') ?? argv.slice(1).find((word) => isAddress(plainAddress(word)));
  const to = told.get('RemoteAddress') || warned?.[1] || unanswered?.[1] || told.get('ComputerName') || named;
  if (!to) return [];
  const from = told.get('SourceAddress');
  const port = decimal(told.get('RemotePort') ?? warned?.[2]);
  const base = { to, from: from && isAddress(from) ? from : undefined, sent: 1 };
  const found: Tried[] = [];
  const ping = told.get('PingSucceeded') ?? (unanswered ? 'False' : undefined);
  if (ping !== undefined)
    found.push(result(base, ping === 'True', unanswered ? statusOutcome(unanswered[2]) : 'timed-out'));
  const tcp = told.get('TcpTestSucceeded') ?? (warned ? 'False' : undefined);
  if (tcp !== undefined) found.push({ ...result(base, tcp === 'True', 'timed-out'), protocol: 'tcp', port });
  // It pings where the port did not open, and says nothing of a ping where it did.
  return found;
}

function result(base: Pick<Tried, 'to' | 'from' | 'sent'>, worked: boolean, failure: ProbeOutcome): Tried {
  return worked
    ? { ...base, received: 1, outcome: 'answered' }
    : { ...base, received: 0, outcome: failure, error: `Test-NetConnection ${base.to}: False` };
}

function refused(lines: readonly string[]): Tried[] {
  return lines.flatMap((line) => {
    const match = CONNECTION_ERROR.exec(line.trim().slice(0, 400));
    if (!match) return [];
    const to = match[1] ?? match[3] ?? '';
    return [{ to, sent: 1, received: 0, outcome: 'timed-out', error: line.trim() }];
  });
}

/** The names of System.Net.NetworkInformation.IPStatus. */
function statusOutcome(status: string | undefined): ProbeOutcome {
  if (/HostUnreachable/.test(status ?? '')) return 'host-unreachable';
  if (/NetworkUnreachable/.test(status ?? '')) return 'network-unreachable';
  if (/Prohibited/.test(status ?? '')) return 'prohibited';
  return /Ttl|TimeExceeded/.test(status ?? '') ? 'time-exceeded' : 'timed-out';
}
