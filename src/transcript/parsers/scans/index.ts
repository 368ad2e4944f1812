import type { ProbeReport } from '../../../analyzer/model/index.ts';
import { fping } from './fping.ts';
import { hping } from './hping.ts';
import { iperf } from './iperf.ts';
import { monitoring } from './monitoring.ts';
import { nmap } from './nmap.ts';
import { nping } from './nping.ts';
import { powershell } from './powershell.ts';
import { probeReport, type Scanner } from './scan.ts';

const SCANNERS: readonly Scanner[] = [monitoring, fping, hping, nping, nmap, powershell, iperf];

/** Whether the command is a program that tries hosts and reports in a form of its own. */
export function isScanCommand(argv: readonly string[]): boolean {
  return SCANNERS.some(({ prints }) => prints(argv));
}

/** Whether only such a program prints the line. */
export function isScanLine(line: string): boolean {
  return SCANNERS.some(({ form }) => form(line));
}

/** What the programs report of the hosts that they tried. */
export function parseScans(
  lines: readonly string[],
  argv: readonly string[],
  command: string | undefined,
): ProbeReport[] {
  const mine = SCANNERS.filter(({ prints }) => prints(argv));
  const read = mine.length > 0 ? mine : SCANNERS.filter(({ form }) => lines.some(form));
  return read.flatMap((scanner) => scanner.read(lines, argv)).map((tried) => probeReport(tried, command));
}
