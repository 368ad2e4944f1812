/* Help of the commands that set up, run and keep an installation: what each does, its options, examples. */

const audit = {
  summary: 'verify, export, report, prune the trail',
  description: 'the trail of everything that was asked, approved and done',
  verify: {
    description: 'check the hash chain and the signed heads',
    anchor: 'signed heads that were kept elsewhere (default: audit.anchorFile, where it exists)',
    from: 'only from the newest signed head at or before that position on',
    strict: 'fail, too, where the anchor, the key or a signature is missing',
    examples: { plain: 'exit status 1 where the chain does not verify' },
  },
  export: {
    description: 'print the events as JSON, one a line',
    triage: 'of one triage only',
    examples: { all: 'everything', one: 'one triage' },
  },
  report: {
    description: 'print one page about a triage, for a change record',
    triage: 'the ID of the triage',
    examples: { plain: 'Markdown, for a ticket' },
  },
  prune: {
    description: 'move what old events say into an archive; the chain stays whole',
    olderThan: 'of triages that came to rest longer ago, such as 400d',
    archive: 'a new file that the events go to, one JSON document a line',
    includeStanding: 'also of fixes that stand: they cannot be undone by roundtrip then',
    dryRun: 'say what would be pruned',
    yes: 'do not ask',
    examples: { dryRun: 'what would be moved' },
  },
  newKey: {
    description: 'have another key sign the trail from now on, where the one before is lost or exposed',
    examples: { plain: 'end every bot first; all of them need the new key' },
  },
};

const store = {
  summary: 'the database: status, backup …',
  description: 'the database that everything is recorded in',
  status: {
    description: 'where it is, whether it runs, how large it is, and who is connected',
    examples: { plain: 'starts nothing' },
  },
  stop: {
    description: 'stop the embedded database; the next command that needs it starts it again',
    force: 'also while a bot or another command is connected',
    examples: { plain: 'refused while a bot is connected' },
  },
  backup: {
    description: 'write everything that is recorded to a new file, also while bots run',
    examples: { plain: 'the signing key and the anchor file are not in it' },
  },
  restore: {
    description: 'fill an empty embedded database from a backup',
    examples: { plain: 'the chain is checked' },
  },
  migrate: {
    description: 'set the database up as its owner (DATABASE_OWNER_URL), for the role of DATABASE_URL',
    examples: { plain: 'once, and after an upgrade' },
  },
};

const calibrate = {
  summary: 'precision of verdicts, as people judged',
  description: 'precision of the verdicts, as people judged them (Right and Wrong … in Slack)',
  field: 'from the verdicts of this installation',
  examples: { plain: 'by cause, certainty, distribution and host group' },
};

const bot = {
  summary: 'run the Slack bot',
  description: 'run the Slack bot',
  healthPort: 'answer /healthz, /readyz and /metrics at that port (default: health.port)',
  examples: { plain: 'the same as npm start' },
};

const mcp = {
  summary: 'tools for agents (MCP)',
  description:
    'answer agents: list hosts, look at interfaces, explain consoles, try remedies, and ask people for a fix. No tool changes a host, and every call is recorded',
  as: "the agent's name: its calls are recorded under it",
  http: 'listen at this port instead of standard input and output; whoever shows MCP_TOKEN is answered at /mcp',
  address: 'the address of this machine to listen at',
  examples: { stdio: 'as an agent starts it', http: 'for agents elsewhere' },
};

const demo = {
  summary: 'the whole story on this machine',
  description:
    'the whole story on this machine: a network, a local Slack in the browser, and the bot (Linux, root)',
  once: 'play it without a browser, print it, and exit 0 only if the ping works at the end',
  port: "port of the workspace's page on 127.0.0.1 (0 takes a free one)",
  forContainer:
    'without the bot: one in a container that shares this network namespace finds there what it reads (docker-compose.yml)',
  examples: { plain: 'open the page that it prints', once: 'without a browser' },
};

const init = {
  summary: 'write a first roundtrip.yaml',
  description: 'write a commented roundtrip.yaml from the ssh configuration; never overwrites one',
  sshConfig: 'OpenSSH client configuration to take the hosts from',
  examples: { plain: 'in this directory', elsewhere: 'another place' },
};

const hostSetup = {
  summary: 'prepare a host for least rights',
  description:
    'print the script that installs the program on a host, with one key for observing and one for applying',
  observeKey: 'public key that may only observe',
  applyKey: 'public key that may only apply, confirm, undo and ask for changes',
  approvers:
    'keys of those who may approve changes there, as ssh-keygen reads them (allowed_signers): the host then makes no change that they have not signed',
  apply: 'run it on the host, over the connection that the configuration has now',
  deb: 'write a Debian package with the program alone, for hosts that run only what a package brought; the script then leaves it as it is',
  rpm: 'the same as an RPM package (needs rpmbuild)',
  examples: { print: 'read it first', apply: 'run it there' },
};

const config = {
  summary: 'the JSON Schema of roundtrip.yaml',
  description: 'about the configuration file',
  schema: {
    description: 'print the JSON Schema of roundtrip.yaml',
    examples: { plain: 'for editors and reviewers' },
  },
};

const lab = {
  summary: 'a network of namespaces to try it on',
  description: 'a network of namespaces to try roundtrip on (Linux, root)',
  up: {
    description: 'start it and print the path of its roundtrip.yaml',
    name: 'name of the lab',
    topology: 'which network',
    examples: { plain: 'the network of the README' },
  },
  down: {
    description: 'end it and remove all of it',
    name: 'name of the lab',
    examples: { plain: 'nothing of it is left' },
  },
};

const ready = {
  summary: 'ask the running bot whether it is ready',
  description:
    'ask the running bot whether it has its database, Slack and its queue; exit status 1 where not',
  port: 'the port of a bot on this machine (default: health.port of the configuration)',
  examples: { plain: 'one line for each, and why not', port: 'for the health check of a container' },
};

export const helpRun = { audit, bot, calibrate, config, demo, hostSetup, init, lab, mcp, ready, store };
