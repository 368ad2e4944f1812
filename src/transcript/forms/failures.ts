import { quoted } from './text.ts';

/** The lines of an output without those that tell of a failure, and what these say. */
export function withoutFailures(lines: readonly string[]): { lines: string[]; failures: string[] } {
  const kept: string[] = [];
  const failures: string[] = [];
  for (const line of lines) {
    if (isNoise(line)) continue;
    const bracket = /^\s*\[\s*(?=[A-Z])/.exec(line);
    if (bracket && isFailure(line.slice(bracket[0].length))) {
      // iproute2 opens its JSON before the kernel refuses.
      kept.push('[');
      failures.push(quoted(line.slice(bracket[0].length)));
    } else if (isFailure(line)) failures.push(quoted(line));
    else kept.push(line);
  }
  return { lines: kept, failures };
}

/** What sudo, shells and terminals say beside an output that is there all the same. */
function isNoise(line: string): boolean {
  return /^(?:sudo: unable to resolve host|sudo: setrlimit|\[sudo\] password for|Dump terminated|Warning: Permanently added|Failed to open cgroup2 mount|\^C)/.test(
    line.trim().slice(0, 200),
  );
}

/** Whether nothing was printed. */
export function isBlank(lines: readonly string[]): boolean {
  return lines.every((line) => line.trim() === '');
}

/** Whether the line is what a command prints when it fails. */
export function isFailure(line: string): boolean {
  return /^\s*(?:RTNETLINK answers|Error:|Dump terminated|Dump was interrupted|Cannot |cannot |Device "|Object "|Command "|Usage:|Failed |[\w./-]{1,40}: (?:.{1,80}: )?(?:command not found|not found|No such|Permission denied|Operation not permitted|cannot|can't|error|invalid|unrecognized|applet)|-?(?:ba)?sh: |sudo: |tcpdump: |ping6?: |sysctl: |error: |cat: |grep: )/i.test(
    line.slice(0, 400),
  );
}
