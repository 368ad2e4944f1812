import type { HostState } from '../../analyzer/model/index.ts';

type Distribution = NonNullable<HostState['distribution']>;

/** Names that distributions print, and their identifiers in os-release(5). */
const NAMES: readonly [form: RegExp, id: string][] = [
  [/^CentOS\b/i, 'centos'],
  [/^(?:Red Hat Enterprise Linux|RHEL)\b/i, 'rhel'],
  [/^Rocky Linux\b/i, 'rocky'],
  [/^AlmaLinux\b/i, 'almalinux'],
  [/^Oracle Linux\b/i, 'ol'],
  [/^Scientific Linux\b/i, 'scientific'],
  [/^Fedora\b/i, 'fedora'],
  [/^Ubuntu\b/i, 'ubuntu'],
  [/^Debian\b/i, 'debian'],
];

/**
 * The distribution in os-release(5), a release file (`CentOS Linux release 7.9.2009 (Core)`), `lsb_release -a` or
 * `hostnamectl`.
 */
export function readDistribution(lines: readonly string[]): Distribution | undefined {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, key, value] =
      /^\s*(\w[\w ]{0,40}?)\s*[=:]\s*"?([^"]{1,200}?)"?\s*$/.exec(line.slice(0, 300)) ?? [];
    if (key !== undefined && value !== undefined && !fields.has(key)) fields.set(key, value);
  }
  const id = fields.get('ID');
  const version = fields.get('VERSION_ID') ?? fields.get('Release');
  if (id !== undefined && /^[a-z][\w.-]{1,30}$/.test(id))
    return version === undefined ? { id } : { id, version };
  const shown =
    fields.get('PRETTY_NAME') ??
    fields.get('Description') ??
    fields.get('Operating System') ??
    lines[0] ??
    '';
  const name = NAMES.find(([form]) => form.test(shown.trim()))?.[1];
  const number = version ?? /\b(\d{1,2}(?:\.\d{1,4}){0,3})\b/.exec(shown)?.[1];
  return name === undefined ? undefined : { id: name, ...(number === undefined ? {} : { version: number }) };
}
