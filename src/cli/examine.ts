import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Config, loadConfig, loadSecrets, type Secrets } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { createLogger } from '../log.ts';
import { approversCheck } from './examine-approvers.ts';
import { HOSTS_AT_ONCE, hostChecks } from './examine-hosts.ts';
import { inventoryCheck, policyCheck } from './examine-programs.ts';
import { leaveStoreAsFound, storeCheck, trailCheck } from './examine-store.ts';
import { teamsCheck } from './examine-teams.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

/** What checks have in common, in the order in which they are made. */
export type Group = 'machine' | 'configuration' | 'store' | 'slack' | 'hosts';

/** One thing that was looked at: what it showed, or what is wrong and what to do. */
export type Check = { group: Group; name: string; ok: boolean; message: string; nextStep?: string };

/** What is to be looked at: it answers what it showed, or throws what is wrong. */
type Examination = { name: string; look: () => Promise<string> };

/** Looks at everything, each check told once it is made; one that fails does not keep the others from being made. */
export async function examine(
  configFile: string | undefined,
  onCheck: (check: Check) => void,
): Promise<Check[]> {
  const checks: Check[] = [];
  /** Answers whether all were well. */
  const run = async (group: Group, list: readonly Examination[], atOnce = 1): Promise<boolean> => {
    const before = checks.length;
    for (let next = 0; next < list.length; next += atOnce) {
      const some = list.slice(next, next + atOnce);
      for (const check of await Promise.all(some.map((each) => lookAt(group, each)))) {
        checks.push(check);
        onCheck(check);
      }
    }
    return checks.slice(before).every(({ ok }) => ok);
  };
  let config: Config | undefined;
  await run('machine', [{ name: say().doctor.names.ssh, look: sshClient }]);
  await run('configuration', [
    {
      name: say().doctor.names.configuration,
      look: async () => {
        config = loadConfig({ file: configFile });
        return say().doctor.configuration({ file: config.file, hosts: Object.keys(config.hosts).length });
      },
    },
  ]);
  if (!config) return checks;
  const { known, examination } = inventoryCheck(config);
  const secrets = loadSecrets();
  await run('configuration', [sshConfigFile(config), ...examination, ...policyCheck(config)]);
  await run('configuration', [...teamsCheck(known()), approversCheck(config, secrets)]);
  const leaveAsFound = await leaveStoreAsFound(config, secrets);
  const isUsable = await run('store', [storeCheck(config, secrets)]);
  await run('store', [isUsable ? trailCheck(config, secrets) : trailNotLookedAt()]);
  await leaveAsFound();
  await run('slack', [slackCheck(secrets), ...alertsCheck(config, secrets)]);
  await run('hosts', hostChecks(known()), HOSTS_AT_ONCE);
  return checks;
}

/** Why the store cannot be used is said once. */
function trailNotLookedAt(): Examination {
  const look = async () => {
    throw notReady(say().doctorProblems.trailNotLookedAt());
  };
  return { name: say().doctor.names.trail, look };
}

async function lookAt(group: Group, { name, look }: Examination): Promise<Check> {
  try {
    return { group, name, ok: true, message: await look() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const nextStep = error instanceof RoundtripError ? error.nextStep : say().doctor.runAgain;
    return { group, name, ok: false, message, nextStep };
  }
}
async function sshClient(): Promise<string> {
  try {
    const { stderr } = await promisify(execFile)('ssh', ['-V']);
    return stderr.trim();
  } catch (cause) {
    throw notReady(say().doctorProblems.sshMissing(), cause);
  }
}

function sshConfigFile({ ssh }: Config): Examination {
  return {
    name: say().doctor.names.sshConfig,
    look: async () => {
      if (existsSync(ssh.config))
        return say().doctor.reachedBy({ file: ssh.config, transport: ssh.transport });
      throw notReady(say().doctorProblems.sshConfigMissing({ file: ssh.config }));
    },
  };
}

function slackCheck(secrets: Secrets): Examination {
  return {
    name: say().doctor.names.slack,
    look: async () => {
      const { slackBotToken, slackAppToken, slackSigningSecret } = secrets;
      if (slackBotToken === undefined || (slackAppToken ?? slackSigningSecret) === undefined) {
        return say().doctor.noTokens;
      }
      const { checkSlack } = await import('../slack/index.ts');
      const { missing = [], ...who } = await checkSlack(secrets, createLogger('silent'));
      if (missing.length > 0) throw notReady(say().doctorProblems.scopesMissing({ scopes: missing }));
      return say().doctor.slackUser(who);
    },
  };
}

/** Nothing where no alerts are listened for. */
function alertsCheck({ alerts }: Config, { alertsToken }: Secrets): Examination[] {
  const { port, address, channel } = alerts;
  if (port === undefined) return [];
  const look = async () => {
    if (alertsToken === undefined) throw notReady(say().doctorProblems.alertsTokenMissing());
    return say().doctor.alerts({ address, port, channel: String(channel) });
  };
  return [{ name: say().doctor.names.alerts, look }];
}

function notReady(told: { message: string; nextStep: string }, cause?: unknown): RoundtripError {
  return problem('not-ready', told, { exitStatus: EXIT.failed, cause });
}
