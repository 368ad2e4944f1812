import { execFileSync } from 'node:child_process';

/**
 * Of a host that stands on this machine's own files, the lines of `cksum` for those that are its own: what the machine itself
 * gets meanwhile (a package is installed) shows there too, and is nothing that was done on the host.
 */
export function ownFiles(listing: string): string {
  const machine = new Set(
    execFileSync('sh', ['-c', 'find /etc /usr/local ! -type d -exec cksum {} + 2>/dev/null; true'], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    }).split('\n'),
  );
  return listing
    .split('\n')
    .filter((line) => line === '' || !machine.has(line))
    .join('\n');
}
