import { type Config, resolveHost } from '../config/index.ts';
import type { Hosts, Surveyor } from '../triage/index.ts';
import { applyPlan, askAboutChange, askClock, undoPlan } from './changes.ts';
import { nodeSsh } from './node-ssh/node-ssh.ts';
import { openssh } from './openssh/openssh.ts';
import { recheckPlan } from './recheck.ts';
import { surveyHost } from './survey.ts';
import { type HostsOptions, watchHost } from './watch.ts';
import { WaysIn } from './ways-in.ts';

export { collectHostScript, collectScript } from './collect-script.ts';
export {
  type InstalledFile,
  installedDigest,
  installedFiles,
  installedProgram,
  PACKAGE_NAME,
  performSetup,
  setupScript,
} from './setup.ts';

const TRANSPORTS = { 'node-ssh': nodeSsh, openssh } as const;

/** How the hosts of the inventory are reached, and no others. */
export function hostsOptions(config: Pick<Config, 'hosts' | 'ssh'>): HostsOptions {
  return {
    ssh: TRANSPORTS[config.ssh.transport](config.ssh.config),
    resolveAliases: (name) => resolveHost(config, name).aliases,
    resolveApplyAliases: (name) => resolveHost(config, name).applyAliases,
  };
}

/** How far a host's clock is ahead of this machine's (ms), where it may be changed. */
export type Clocks = { clockAhead(host: string, triage: string): Promise<number> };

/** The port `Hosts` over SSH: nothing is installed on a host. */
export function createHosts(config: Pick<Config, 'hosts' | 'ssh'>): Hosts & Surveyor & Clocks {
  const ways = new WaysIn();
  const options = hostsOptions(config);
  return {
    survey: (host, surveyOptions) => surveyHost(options, ways, host, surveyOptions),
    watch: (watch, watchOptions = {}) => watchHost(options, watch, watchOptions),
    apply: (host, triage, plan, undoAfter, approval) =>
      applyPlan(options, host, triage, plan, undoAfter, approval),
    confirm: (host, triage) => askAboutChange(options, 'confirm', host, triage),
    undo: (host, triage, plan) => undoPlan(options, host, triage, plan),
    status: (host, triage) => askAboutChange(options, 'status', host, triage),
    clockAhead: (host, triage) => askClock(options, host, triage),
    recheck: (host, triage, plan, since) => recheckPlan(options, host, triage, plan, since),
  };
}
