import type { Tool } from '../tool.ts';
import { explain } from './explain.ts';
import { listHosts } from './list-hosts.ts';
import { requestFix } from './request-fix.ts';
import { simulate } from './simulate.ts';
import { triage } from './triage.ts';
import { triageHost } from './triage-host.ts';
import { whatIf } from './what-if.ts';

/** What an agent can do. None of them changes a host, and none approves. */
export const TOOLS: readonly Tool[] = [listHosts, triage, triageHost, explain, simulate, whatIf, requestFix];
