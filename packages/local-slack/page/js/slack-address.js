/** The conversation and message that a permanent link of this workspace names, or undefined. */
export function readPermalink(address) {
  const url = new URL(address, location.origin);
  const found =
    url.origin === location.origin && /^\/archives\/(\w+)(?:\/p(\d{10})(\d{6}))?$/.exec(url.pathname);
  if (!found) return undefined;
  const [, channel, seconds, rest] = found;
  const ts = seconds === undefined ? null : `${seconds}.${rest}`;
  return { channel, ts, thread: url.searchParams.get('thread_ts') };
}
