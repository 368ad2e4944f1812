import { hostname, userInfo } from 'node:os';
import type { Actor } from '../triage/index.ts';

/** Whoever runs the command line. */
export function cliActor(): Actor {
  const name = userInfo().username.replace(/\s/g, '_') || 'unknown';
  return `cli:${name}@${hostname() || 'localhost'}`;
}
