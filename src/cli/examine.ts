import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { Listr, type ListrTask } from 'listr2';
import { type Config, loadConfig, loadSecrets, type Secrets } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { createHosts } from '../host/index.ts';
import { createLogger } from '../log.ts';
import { printable } from '../printable.ts';
import { newTriageId } from '../triage/index.ts';
import { approversCheck } from './examine-approvers.ts';
import { inventoryCheck, policyCheck } from './examine-programs.ts';
import { storeCheck, trailCheck } from './examine-store.ts';
import { teamsCheck } from './examine-teams.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

/** One thing that was looked at: what it showed, or what is wrong and what to do. */
export type Check = { name: string; ok: boolean; message: string; nextStep?: string };

/** What is to be looked at: it answers what it showed, or throws what is wrong. */
type Examination = { name: string; look: () => Promise<string> };

/** Hosts that are tried at the same time. */
const AT_ONCE = 4;

/** Looks at everything in turn, shown as it goes; a check that fails does not keep the others from being made. */
export async function examine(
  configFile: string | undefined,
  renderer: 'default' | 'silent',
): Promise<Check[]> {
  const { doctor } = say();
  const checks: Check[] = [];
  const taskFor = ({ name, look }: Examination): ListrTask => ({
    title: name,
    task: async (_context, task) => {
      const check = await lookAt(name, look);
      checks.push(check);
      task.title = `${name}: ${printable(check.message, 300)}`;
      if (!check.ok) throw new Error(`${task.title}\n${check.nextStep ?? ''}`);
    },
  });
  const run = (list: Examination[], concurrent: number | false): Promise<unknown> =>
    new Listr(list.map(taskFor), {
      concurrent,
      exitOnError: false,
      renderer,
      fallbackRenderer: 'simple',
      rendererOptions: { collapseErrors: false },
    }).run();
  let config: Config | undefined;
  await run(
    [
      { name: doctor.names.ssh, look: sshClient },
      {
        name: doctor.names.configuration,
        look: async () => {
          config = loadConfig({ file: configFile });
          return doctor.configuration({ file: config.file, hosts: Object.keys(config.hosts).length });
        },
      },
    ],
    false,
  );
  if (!config) return checks;
  const { known, examination } = inventoryCheck(config);
  const secrets = loadSecrets();
  await run(
    [
      ...examination,
      approversCheck(config, secrets),
      sshConfigFile(config),
      storeCheck(config, secrets),
      trailCheck(config, secrets),
      ...policyCheck(config),
      slackCheck(secrets),
      ...alertsCheck(config, secrets),
    ],
    false,
  );
  await run(teamsCheck(known()), false);
  await run(hostChecks(known()), AT_ONCE);
  return checks;
}

async function lookAt(name: string, look: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, message: await look() };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const nextStep = error instanceof RoundtripError ? error.nextStep : say().doctor.runAgain;
    return { name, ok: false, message, nextStep };
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
      return checkSlack(secrets, createLogger('silent'));
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

/** Each host that is named in full is reached, over SSH, with a question that changes nothing. */
function hostChecks(config: Config): Examination[] {
  const hosts = createHosts(config);
  return Object.keys(config.hosts)
    .filter((name) => !name.includes('*'))
    .map((name) => ({
      name,
      look: async () => {
        await hosts.status(name, newTriageId());
        return config.hosts[name]?.apply === false ? say().doctor.reachedObserved : say().doctor.reached;
      },
    }));
}

function notReady(told: { message: string; nextStep: string }, cause?: unknown): RoundtripError {
  return problem('not-ready', told, { exitStatus: EXIT.failed, cause });
}
