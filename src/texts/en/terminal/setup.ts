import { count } from '../count.ts';

/* What prepares and checks an installation. Parameters are plain text. */

export const setup = {
  storeWork: {
    'copy-programs': 'copying the database programs to where their user can run them',
    prepare: 'preparing the database (only this once)',
    start: 'starting the database',
  },
  wroteConfig: ({ file, hosts, from }: { file: string; hosts: number; from: string }) =>
    `Wrote ${file} with ${count(hosts, 'host')} from ${from}.`,
  leftOut: ({ patterns, forges }: { patterns: readonly string[]; forges: readonly string[] }) =>
    [
      ...(patterns.length === 0 ? [] : [`Left out, since they are patterns: ${patterns.join(', ')}.`]),
      ...(forges.length === 0 ? [] : [`Left out, since they keep code: ${forges.join(', ')}.`]),
    ].join(' '),
  readIt: 'Read it, take out the hosts that do not belong, and name the approvers.',
  signedWith: ({ file }: { file: string }) =>
    `The audit trail is signed with ${file}: keep it, and keep it from others.\nKeep its public half elsewhere (openssl pkey -in ${file} -pubout -out audit.pub): it checks what was signed, also where the key is lost.`,
  packageWritten: ({ file }: { file: string }) =>
    `${file} is written. Install it on the host, then run what "host-setup HOST" prints: it sets up accounts and keys, and checks the program by its hash.`,
  before: {
    none: 'The program is not installed there yet.',
    same: 'The program that is installed there is this one; keys and accounts are brought up to date.',
    other: 'Another version of the program is installed there: it is replaced.',
  },
  labNote: ({ note }: { note: string }) => `Note: ${note}`,
  labTry: ({ config }: { config: string }) =>
    `Try: roundtrip triage server-b eth1 --from server-a --config ${config}`,
  labLogIn: ({ sshConfig }: { sshConfig: string }) => `Log in: ssh -F ${sshConfig} server-b`,
  labEnd: ({ name }: { name: string }) => `End it: roundtrip lab down --name ${name}`,
  demoAt: ({ url }: { url: string }) => `The workspace is at ${url}`,
  demoType: 'In #net-ops, as on-call, type:  /roundtrip server-b eth1 from server-a',
  demoApprove: 'net-admin may approve; visitor may not. Ctrl-C ends the demo and removes all of it.',
  demoPaste: ({ page }: { page: string }) => `A console without SSH: ${page}`,
  demoEnding: 'Ending the demo …',
  demoPing: ({ before, after }: { before: number; after: number }) =>
    `The ping: ${before} answers before, ${after} after.`,
};

/** What `ready` says of a running bot. Parameters are plain text. */
export const ready = {
  names: { database: 'database', recording: 'recording', slack: 'Slack', queue: 'queue' },
  there: 'ready',
  notYet: 'not there yet: the bot is starting',
  ending: 'the bot is ending',
  noAnswer: ({ said }: { said: string }) => `no answer: ${said}`,
  notConnected: ({ seconds, address = 'Slack' }: { seconds: number; address?: string }) =>
    `no connection to ${address} for ${seconds} s`,
  behind: ({ kind, seconds }: { kind: string; seconds: number }) =>
    `a job (${kind}) has waited for ${seconds} s, and nobody takes it`,
  notConfigured: () => ({
    message: 'The bot answers nobody who asks how it is: health.port is not set.',
    nextStep: 'Set health.port in roundtrip.yaml, or name the port of the bot with --port N.',
  }),
  noBot: ({ url, said }: { url: string; said: string }) => ({
    message: `No bot answers at ${url} (${said}).`,
    nextStep: 'Start it ("roundtrip bot"), or look into its log for why it ended.',
  }),
  notABot: ({ url }: { url: string }) => ({
    message: `What answers at ${url} is not the bot.`,
    nextStep: 'Compare health.address and health.port with those of the bot.',
  }),
};

/** What `doctor` looks at, what it found, and what to do about what is missing. */
export const doctor = {
  groups: {
    machine: 'This machine',
    configuration: 'Configuration',
    store: 'Store',
    slack: 'Slack',
    hosts: 'Hosts',
  },
  names: {
    ssh: 'ssh client',
    configuration: 'configuration',
    inventory: 'inventory program',
    approvers: 'approvers',
    sshConfig: 'ssh configuration',
    store: 'store',
    trail: 'audit trail',
    policy: 'policy program',
    slack: 'Slack',
    groups: 'host groups',
    alerts: 'alerts',
  },
  configuration: ({ file, hosts }: { file: string; hosts: number }) => `${file}, ${count(hosts, 'host')}`,
  hosts: ({ hosts }: { hosts: number }) => count(hosts, 'host'),
  approversNamed: ({ approvers }: { approvers: number }) => `${approvers} named`,
  onlyTerminal: 'only whoever runs "roundtrip fix"',
  nobodyApproves: 'nobody: the bot explains and changes nothing',
  noTokens:
    'no tokens: the bot needs SLACK_BOT_TOKEN, and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET; the command line works without',
  reachedBy: ({ file, transport }: { file: string; transport: 'node-ssh' | 'openssh' }) =>
    `${file}; connections by ssh.transport: ${transport}${transport === 'openssh' ? ", the system's ssh client" : ''}`,
  slackUser: ({ user, team }: { user?: string | undefined; team?: string | undefined }) =>
    `${user ?? 'the bot'} in the workspace ${team ?? '(unnamed)'}`,
  reached: ({ observedOnly, parts }: { observedOnly: boolean; parts: readonly string[] }) =>
    `reached${observedOnly ? ' (observed only)' : ''}${parts.length === 0 ? '' : `; could not be read there: ${parts.join(', ')}`}`,
  summary: ({ checks, wrong }: { checks: number; wrong: number }) =>
    wrong === 0
      ? `${count(checks, 'check')}: all fine.`
      : `${count(checks, 'check')}: ${wrong} to put right.`,
  policyProgram: ({ file, seconds }: { file: string; seconds: number }) => `${file}, waited for ${seconds} s`,
  embedded: ({ directory }: { directory: string }) => `embedded PostgreSQL in ${directory}`,
  server: 'PostgreSQL of DATABASE_URL',
  clockAhead: ({ where, seconds }: { where: string; seconds: number }) =>
    `${where}; its clock is ${seconds} s ahead of this machine's`,
  clockBehind: ({ where, seconds }: { where: string; seconds: number }) =>
    `${where}; its clock is ${seconds} s behind this machine's`,
  guarded: ({ role, file }: { role: string; file: string }) =>
    `${role} adds and reads events only; signed with ${file}`,
  askerStuck: (where: Where) => `an approver who asks for ${changeOf(where)} cannot get it approved`,
  alerts: ({ address, port, channel }: { address: string; port: number; channel: string }) =>
    `at ${address} port ${port}, answered in ${channel}`,
  runAgain: 'Run it again with ROUNDTRIP_LOG=debug.',
};

type Where = { group?: string };

function changeOf({ group }: Where): string {
  return group === undefined ? 'a change' : `a change of a host of ${group}`;
}

/** What is wrong, by code, and what to do about it. */
export const doctorProblems = {
  groupUnread: ({ unread, ...where }: Where & { unread: readonly string[] }) => ({
    message: `Slack does not say who is in ${unread.join(', ')}: nobody can approve ${changeOf(where)} by way of it.`,
    nextStep:
      'Name people by their IDs under approval.approvers, or give the app usergroups:read (groups need a paid plan).',
  }),
  minimumUnreachable: ({ minimum, people, ...where }: Where & { minimum: number; people: number }) => ({
    message: `Nobody can ever get ${changeOf(where)} approved: it needs ${count(minimum, 'approval')}, and ${people} can give one.`,
    nextStep: 'Name more people under approval.approvers, or lower approval.minimum.',
  }),
  alertsTokenMissing: () => ({
    message: 'ALERTS_TOKEN is not set.',
    nextStep: 'Set it (or ALERTS_TOKEN_FILE): the bot does not start without it.',
  }),
  sshMissing: () => ({
    message: 'ssh is not installed.',
    nextStep: 'Install the OpenSSH client (Debian: apt-get install openssh-client).',
  }),
  sshConfigMissing: ({ file }: { file: string }) => ({
    message: `${file} does not exist.`,
    nextStep: 'Name the OpenSSH client configuration under ssh.config.',
  }),
  policyProgramMissing: ({ program }: { program: string }) => ({
    message: `${program} of policy.check cannot be run: every change is refused.`,
    nextStep: 'Name a program that is there and may be run; a path is relative to the configuration.',
  }),
  inventoryIncomplete: ({ problems }: { problems: string }) => ({
    message: problems || 'The inventory listed nothing.',
    nextStep:
      'Run the program of inventory.command by hand: it must print what "ansible-inventory --list" prints.',
  }),
  anchorBehind: ({ file, anchored, events }: { file: string; anchored: number; events: number }) => ({
    message: `The anchor file ${file} is behind: it signs ${anchored} of ${count(events, 'event')}. It could not be written, or somebody cut it.`,
    nextStep:
      'Where its disk was full or it was away, the next event brings it up to date. Otherwise compare it with your copy of it, and run "roundtrip audit verify".',
  }),
  trailNotLookedAt: () => ({
    message: 'Not looked at: it is kept in the store, which cannot be used.',
    nextStep: 'Do what the line above says, and run it again.',
  }),
  trailNotGuarded: ({ problems, embedded }: { problems: readonly string[]; embedded: boolean }) => ({
    message: `What was recorded could be changed: ${problems.join('; ')}.`,
    nextStep: embedded
      ? 'Run "roundtrip store migrate", which puts it right, and then "roundtrip audit verify": somebody changed the database.'
      : 'Let DATABASE_OWNER_URL name the owner of the database and DATABASE_URL another role, and run "roundtrip store migrate".',
  }),
  scopesMissing: ({ scopes }: { scopes: readonly string[] }) => ({
    message: `The Slack app lacks ${scopes.join(', ')}: what needs that is refused by Slack.`,
    nextStep:
      'Paste manifest.yml into the settings of the Slack app (App Manifest), and install the app to the workspace again.',
  }),
  captureMissing: ({ reason }: { reason: string }) => ({
    message: `Reached, but packets cannot be captured there (${reason}): few verdicts can be proven.`,
    nextStep:
      'Put that right on the host ("roundtrip host-setup HOST" says what it needs), or set observe: state for its group (access.groups).',
  }),
  groupEmpty: ({ groups }: { groups: readonly string[] }) => ({
    message: `No host belongs to ${groups.join(', ')}: the rules of that group hold for nothing.`,
    nextStep: 'Write the group as access.groups and approval.groups name it: hosts: { db-1: { group: db } }.',
  }),
};
