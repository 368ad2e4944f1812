/** What `ssh -v` wrote, apart: what it did, and what it has to say of it. */
export function sayings(log: string): string[] {
  return log
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !CHATTER.test(line));
}

const CHATTER =
  /^(debug\d: |OpenSSH_|Authenticated to |Authenticated using |Transferred: |Bytes per second: |Warning: |Pseudo-terminal )/;

/** What ssh said of the end of a connection that stood; empty where it said nothing. */
export function lastWords(log: string): string {
  const [, after = ''] = log.split(/^Authenticated to .*$/m);
  return sayings(after)
    .filter((line) => !line.startsWith('mux_'))
    .slice(-2)
    .join(' ');
}
