import { count } from '../count.ts';
import { whyUnread, whyUnwritten } from '../failures/file-troubles.ts';
import { changeProblems } from './change-problems.ts';

/* What went wrong on the command line, by the error's code: what it is, and what to do next. */

type Problem = { message: string; nextStep: string };

function problem(message: string, nextStep: string): Problem {
  return { message, nextStep };
}

const SEE_HELP = 'Run "roundtrip --help" to see the commands and their options.';

/** `command`: as one types it, `roundtrip store backup`. */
type OfCommand = { command: string };

function seeHelpOf(command: string): string {
  return command === 'roundtrip' ? SEE_HELP : `Run "${command} --help" to see what it takes.`;
}

function meant(near: readonly string[]): string {
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}

export const problems = {
  ...changeProblems,
  unexpected: ({ message }: { message: string }) =>
    problem(
      `Something unexpected went wrong: ${message}`,
      'Run it again with ROUNDTRIP_LOG=debug to see the details.',
    ),
  outputNotWritten: ({ code }: { code: string }) =>
    problem(
      `What is printed cannot be written (${whyUnwritten(code)}): what was written so far is not all of it.`,
      'Free some space there, or write to another place, and run it again.',
    ),
  usage: ({ message }: { message: string }) => problem(message, SEE_HELP),
  noCommand: () => problem('No command was given.', SEE_HELP),
  commandUnknown: ({ name, near, command }: OfCommand & { name: string; near: readonly string[] }) =>
    problem(`unknown command '${name}'${meant(near)}`, seeHelpOf(command)),
  optionUnknown: ({ flag, near, command }: OfCommand & { flag: string; near: readonly string[] }) =>
    problem(`unknown option '${flag}'${meant(near)}`, seeHelpOf(command)),
  argumentMissing: ({ name, command }: OfCommand & { name: string }) =>
    problem(`missing required argument '${name}'`, seeHelpOf(command)),
  optionValueMissing: ({ flags, command }: OfCommand & { flags: string }) =>
    problem(`option '${flags}' argument missing`, seeHelpOf(command)),
  optionMissing: ({ flags, command }: OfCommand & { flags: string }) =>
    problem(`required option '${flags}' not given`, seeHelpOf(command)),
  argumentsTooMany: ({
    expected,
    extra,
    command,
  }: OfCommand & { expected: number; extra: readonly string[] }) =>
    problem(
      `too many arguments: ${count(expected, 'argument')} expected, beside ${extra.join(', ')}`,
      seeHelpOf(command),
    ),
  topologyUnknown: ({ text, known }: { text: string; known: readonly string[] }) =>
    problem(`--topology: there is no "${text}".`, `Write --topology ${known.join(' or --topology ')}.`),
  notYesOrTerminal: ({ purpose }: { purpose: 'sign' | 'undo' | 'keep' | 'prune' }) =>
    problem(
      'Nobody can be asked here: standard input is no terminal.',
      `Add --yes to ${PURPOSE[purpose]} without the question.`,
    ),
  fixNotAskable: () =>
    problem(
      'Nobody can be asked here: standard input is no terminal.',
      'Add --yes to apply without the question, or --dry-run to see the plan.',
    ),
  alsoAndNames: () =>
    problem(
      '--also takes every interface that the same cause stops, and some are named.',
      'Name the interfaces, or name one and add --also.',
    ),
  remedyUnknown: ({ text, known }: { text: string; known: readonly string[] }) =>
    problem(`"${text}" is no remedy.`, `Use one of: ${known.join(', ')}.`),
  needsChange: ({ option }: { option: string }) =>
    problem(`${option} is for planned changes.`, 'Add --change FILE.'),
  changeUnreadable: ({ file }: { file: string }) =>
    problem(`The planned change in ${file} cannot be read.`, 'Name a text file, or - for standard input.'),
  changeEmpty: ({ file }: { file: string }) =>
    problem(`There is no change in ${file}.`, 'It holds lines of ip, sysctl or nmcli, or netplan YAML.'),
  failOnUnknown: ({ text }: { text: string }) =>
    problem(`--fail-on: "${text}" is nothing to fail on.`, 'Write --fail-on stops.'),
  udpNeedsPort: () => problem('--udp needs a port.', 'Add --port N.'),
  senderInvalid: ({ text }: { text: string }) =>
    problem(
      `--from: "${text}" is neither an IP address nor the name of a host.`,
      'Write --from 172.16.0.4, or --from with a host of the inventory.',
    ),
  addressInvalid: ({ option, text }: { option: string; text: string }) =>
    problem(`${option}: "${text}" is not an IP address.`, `Write it as ${option} 172.16.5.4.`),
  numberInvalid: ({
    option,
    text,
    least,
    most,
  }: {
    option: string;
    text: string;
    least: number;
    most: number;
  }) =>
    problem(
      `${option}: "${text}" is not a number from ${least} to ${most}.`,
      `Write it as ${option} ${least + 1}.`,
    ),
  senderMustBeAddress: () => problem('--from needs an IP address here.', 'Write it as --from 172.16.0.4.'),
  senderSendsNothing: ({ from }: { from: string }) =>
    problem(
      `--from: ${from} is no address that a host sends from.`,
      'Name the address of the host that gets no answer.',
    ),
  senderOtherFamily: ({ from, to }: { from: string; to: string }) =>
    problem(
      `--from: ${from} is of another IP version than ${to}.`,
      'Name the address of the host that gets no answer.',
    ),
  languageUnknown: ({ text, known }: { text: string; known: readonly string[] }) =>
    problem(
      `--language: "${text}" is not a language that Roundtrip has.`,
      `Write --language ${known.join(' or --language ')}.`,
    ),
  triageUnknown: ({ text }: { text: string }) =>
    problem(
      `There is no triage ${text}.`,
      '"roundtrip list --all" shows the ID of each; it is in the thread, too.',
    ),
  triagePruned: ({
    triage,
    by,
    at,
    archive,
    file,
  }: {
    triage: string;
    by: string;
    at: string;
    archive: string;
    file?: string;
  }) =>
    problem(
      `${triage} was pruned on ${at} by ${by}: what it said is in an archive.`,
      `Its events are in the file whose SHA-256 is ${archive}${file === undefined ? '' : ` (written to ${file})`}.`,
    ),
  nothingWaits: ({ triage, status }: { triage: string; status: string }) =>
    problem(
      `Nothing waits for approval in ${triage} (${status}).`,
      `"roundtrip audit report ${triage}" shows what became of it.`,
    ),
  notHostVerified: ({ host }: { host: string }) =>
    problem(
      `${host} does not verify approvals by itself (approval.hostVerified).`,
      'Approve it in Slack, or with "roundtrip fix" where approval.terminal allows that.',
    ),
  scanWhich: () =>
    problem(
      'Which hosts? Exactly one of: names of hosts or groups, --all, --from-file FILE.',
      'For example: roundtrip scan server-b, or roundtrip scan --all.',
    ),
  scanForm: () => problem('--json and --csv are two forms of one answer.', 'Choose one of them.'),
  scanNobody: () =>
    problem('There is no host to scan.', 'List hosts by their names in roundtrip.yaml, or name them here.'),
  optionNeedsInterface: ({ option }: { option: string }) =>
    problem(
      `${option} is of one interface, and none is named.`,
      'Name the interface after the host, or leave the option out.',
    ),
  collectedUnreadable: ({ file, code }: { file: string; code: string }) =>
    problem(
      `${file} cannot be read (${whyUnread(code)}).`,
      'Name a file or a folder with what "roundtrip collect" printed.',
    ),
  transcriptBinary: ({ file }: { file: string }) =>
    problem(
      `${file} is no text.`,
      'Name a text file with what a console printed; unpack a compressed one first.',
    ),
  transcriptIsFolder: () =>
    problem('This is a folder, not a file.', 'Name a file, or - to paste it on standard input.'),
  transcriptUnreadable: ({ code }: { code: string }) =>
    problem(
      `The transcript cannot be read (${whyUnread(code)}).`,
      'Name a file, or - to paste it on standard input.',
    ),
  stateUnreadable: ({ file }: { file: string }) =>
    problem(`${file} cannot be read.`, 'Name a file that holds the transcript of a host.'),
  transcriptTooLarge: () =>
    problem(
      'The transcript is larger than 10 MB.',
      'Paste only the part that shows the interface, its routes and rules, rp_filter and the capture.',
    ),
  pictureEnding: ({ file }: { file: string }) =>
    problem(
      `--picture: ${file} ends neither in .svg nor in .png.`,
      'Name the file as --picture round-trip.png.',
    ),
  pictureUnwritable: ({ file, code }: { file: string; code: string }) =>
    problem(
      `${file} cannot be written: ${whyUnwritten(code)}.`,
      'Name a file in a folder that you may write to.',
    ),
  collectAddressInvalid: ({ text }: { text: string }) =>
    problem(
      `"${text}" is not an IP address.`,
      'Give the address that should get an answer, such as --from 172.16.0.4.',
    ),
  positionInvalid: ({ text }: { text: string }) =>
    problem(
      `"${text}" is no position of the log.`,
      'Positions count 1, 2, 3 …; "roundtrip audit export" shows them.',
    ),
  positionBeyond: ({ position, newest }: { position: number; newest: number }) =>
    problem(
      `The log has no position ${position}: it ends at ${newest}.`,
      'Name one that it has, or leave --from out to check all of it.',
    ),
  pruneAge: ({ why }: { why: string }) => problem(`--older-than ${why}`, 'Write --older-than 400d.'),
  pruneArchive: () =>
    problem('--archive is missing.', 'Name a new file that the events go to: --archive FILE.'),
  storeInUse: ({ users }: { users: readonly { program: string; connections: number }[] }) =>
    problem(
      `The database is in use: ${users.map(({ program, connections }) => `${program} (${connections})`).join(', ')}.`,
      'End the bot and the commands that use it first, or add --force: what they are doing is taken up at their next start.',
    ),
  storeNotEmbedded: ({ directory, instead }: { directory: string; instead: 'stop' | 'backup' | 'restore' }) =>
    problem(
      'DATABASE_URL names a PostgreSQL server that roundtrip does not run.',
      `Unset DATABASE_URL for the embedded database in ${directory}; of that server, ${INSTEAD[instead]}.`,
    ),
  storeOwnerMissing: () =>
    problem(
      'DATABASE_OWNER_URL is not set.',
      'Let it name the owner of the database that DATABASE_URL names.',
    ),
  hostMissing: () =>
    problem(
      'No host was named.',
      'Name one of the inventory: roundtrip host-setup HOST. Only --deb and --rpm need none.',
    ),
  signersInvalid: ({ file }: { file: string }) =>
    problem(
      `${file} lists no keys of approvers.`,
      'Write a line for each: a name, then the public key, as in "alice@example.com ssh-ed25519 AAAA…".',
    ),
  keyInvalid: ({ file }: { file: string }) =>
    problem(
      `${file} is no public key of OpenSSH.`,
      'Make one with "ssh-keygen -t ed25519 -f FILE", and name FILE.pub.',
    ),
  packageProgramMissing: ({ program, from }: { program: string; from: 'deb' | 'rpm' }) =>
    problem(
      `${program} is not installed here.`,
      `Install it (${from === 'deb' ? 'dpkg' : 'the package "rpm-build", or "rpm" on Debian'}), or make the package where it is.`,
    ),
  packageFailed: ({ program, said }: { program: string; said: string }) =>
    problem(`${program} failed: ${said}`, 'Read what it said; nothing was written.'),
  sshConfigUnreadable: ({ file }: { file: string }) =>
    problem(
      `The ssh configuration ${file} cannot be read.`,
      'Check that it is a file that this user may read, or name another with --ssh-config FILE.',
    ),
  configExists: ({ file }: { file: string }) =>
    problem(
      `${file} exists already and is left as it is.`,
      'Name another file with --config FILE, or move the old one away.',
    ),
  configNotWritten: ({ file, code }: { file: string; code: string }) =>
    problem(
      `${file} cannot be written (${whyUnwritten(code)}).`,
      'Name a file in a directory that exists and that this user may write to, with --config FILE.',
    ),
  labUnknown: ({ name }: { name: string }) =>
    problem(`There is no lab named ${name}.`, `Start one with: roundtrip lab up --name ${name}`),
  demoNotInstalled: () =>
    problem(
      'The demo is not part of this installation.',
      'Run it from a copy of the whole repository: npm run demo.',
    ),
  mcpPortInvalid: () => problem('--http is not a port number.', 'Write it as --http 9097.'),
  mcpTokenMissing: () =>
    problem(
      'Agents are answered over HTTP only with a token, and there is none.',
      'Set MCP_TOKEN, or MCP_TOKEN_FILE; make one with: openssl rand -hex 32',
    ),
  mcpNotListening: ({ address, port, why }: { address: string; port: number; why: string }) =>
    problem(
      `Agents cannot be listened for at ${address} port ${port}: ${why}`,
      'Choose another port with --http, or another address with --address.',
    ),
  portInvalid: () => problem('--port is not a port number.', 'Write it as --port 3939.'),
  healthPortInvalid: () => problem('--health-port is not a port number.', 'Write it as --health-port 9464.'),
};

const PURPOSE = { sign: 'sign', undo: 'undo', keep: 'keep it', prune: 'prune' } as const;

const INSTEAD = {
  stop: 'stop it with the tools of its own server',
  backup: 'use pg_dump',
  restore: 'use pg_restore',
} as const;
