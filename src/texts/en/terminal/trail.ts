import { count } from '../count.ts';

/* What is recorded: list, audit, store, calibrate. Parameters are plain text. */

export const list = {
  empty: 'No triage yet.',
  triages: {
    triage: 'TRIAGE',
    host: 'HOST',
    interface: 'INTERFACE',
    cause: 'CAUSE',
    status: 'STATUS',
    by: 'BY',
    at: 'AT (UTC)',
  },
  hosts: {
    host: 'HOST',
    interfaces: 'INTERFACES SEEN',
    cause: 'LAST VERDICT',
    at: 'AT (UTC)',
    notes: 'NOTES',
  },
  noHosts: 'The inventory is empty: list hosts in roundtrip.yaml.',
  more: ({ option }: { option: string }) => `The newest ones; ${option} shows all.`,
  observedOnly: 'observed only',
  shadow: 'shadow mode',
  group: ({ group }: { group: string }) => `group ${group}`,
  pattern: 'pattern',
};

export const audit = {
  unanchored: ({ events, from, signatures }: Chain & { signatures: number }) =>
    `Consistent${from === undefined ? '' : ` from position ${from} on`}, unanchored: ${events} events, ${signatures} signatures checked.`,
  verifies: ({ events, from, signatures, heads }: Chain & { signatures: number; heads: number }) =>
    `The chain verifies${from === undefined ? '' : ` from position ${from} on`}: ${events} events, ${signatures} of them signed; ${heads} signed heads agree.`,
  doesNotVerify: ({ position, triage, problem }: { position?: number; triage?: string; problem: string }) =>
    `The chain does not verify${position === undefined ? '' : ` at position ${position}`}${triage === undefined ? '' : ` (${triage})`}: ${problem}.`,
  noAnchor: ({ file }: { file: string }) =>
    `There is no anchor (${file}): nobody can tell whether its end was cut off, or all of it made anew.`,
  noKey: ({ file }: { file: string }) => `There is no key (${file}): its signatures were not checked.`,
  unsigned: ({ events }: { events: number }) =>
    `${count(events, 'event')} without a signature: of a version that did not sign, or of somebody who has no key.`,
  keyExposed: ({ file }: { file: string }) =>
    `Others can read or write the signing key ${file}: what it signs proves nothing (chmod 600; if somebody may have read it: roundtrip audit new-key).`,
  anchorBehind:
    'Where the anchor could not be written (a full disk, see "roundtrip doctor"), the next event brings it up to date. Otherwise keep both as they are, and compare the anchor with your copy of it.',
  keepBoth:
    'Somebody or something changed the database or the anchor: keep both as they are, and compare with a backup.',
  formerKey:
    'Where the signing key was changed (roundtrip audit new-key), and the former one is not named under audit.formerKeyFiles, name it, and check again.',
  putKeyBack: ({ file }: { file: string }) => `Put the signing key ${file} back, and check again.`,
  finished: ({ triages }: { triages: number }) =>
    `Finished pruning ${count(triages, 'triage')} that an earlier run had begun.`,
  wouldFinish: ({ triages }: { triages: number }) =>
    `Would finish pruning ${count(triages, 'triage')} that an earlier run had begun.`,
  archiveLost: ({ triages, file }: { triages: number; file?: string }) =>
    `An earlier run did not finish ${count(triages, 'triage')}, and ${file === undefined ? 'did not say where its archive is' : `its archive ${file} is not there as it was written`}: they are still in the log, and go to the new archive.`,
  prunable: ({
    events,
    triages,
    age,
    begun,
  }: {
    events: number;
    triages: number;
    age: string;
    begun: number;
  }) =>
    `${count(events, 'event')} of ${count(triages, 'triage')} that came to rest more than ${age} ago${begun === 0 ? '' : `, or (${begun}) were begun`}`,
  nothingToPrune: 'Nothing is old enough to be pruned.',
  standing: ({ triages }: { triages: number }) =>
    `${triages === 1 ? 'One fix' : `${triages} fixes`} of that age still stand${triages === 1 ? 's' : ''}: kept, since an undo needs the record (--include-standing moves them, too).`,
  wouldPrune: ({ what }: { what: string }) => `Would prune ${what}.`,
  askPrune: ({ what, archive }: { what: string; archive: string }) =>
    `Move ${what} to ${archive}? They cannot be shown or undone by roundtrip then.`,
  pruned: ({ what, archive }: { what: string; archive: string }) =>
    `Pruned ${what}; ${archive} holds them. The chain stays whole: "roundtrip audit verify".`,
  newKeyMeans: ({ file }: { file: string }) =>
    `Another key becomes ${file}. Bots and commands that run with the old one record nothing from then on: start them again. If the old key is only missing here, put its copy back instead.`,
  askNewKey: 'Have a new key sign from now on?',
  newKey: ({ file }: { file: string }) =>
    `From now on ${file} signs. Copy it to every bot of this database, and keep a copy elsewhere.`,
  addFormerKeys: ({ files }: { files: readonly string[] }) =>
    `To check what was signed before, add to the section audit of the configuration:\n  formerKeyFiles: [${files.map((file) => JSON.stringify(file)).join(', ')}]`,
  keyWasLost:
    'The old key was not there. If it signed anything, name its public half under audit.formerKeyFiles, too, in the order of their use: your copy of audit.pub, or the field "key" of its lines in the anchor, between -----BEGIN PUBLIC KEY----- and -----END PUBLIC KEY-----.',
};

type Chain = { events: number; from?: number };

export const store = {
  doesNotRun: ({ directory }: { directory: string }) => `The database in ${directory} does not run.`,
  stopped: ({ directory }: { directory: string }) => `The database in ${directory} was stopped.`,
  writing: ({ file }: { file: string }) => `writing ${file} …`,
  reading: ({ file }: { file: string }) => `reading ${file} …`,
  holds: ({ file, contents }: { file: string; contents: string }) => `${file} holds ${contents}.`,
  notRestorable: ({ file, position, problem }: { file: string; position: number; problem: string }) =>
    `${file} could not be restored: event ${position}: ${problem}. Somebody changed the database: run "roundtrip audit verify", and keep the backups that you have.`,
  keysApart:
    'The signing key and the anchor file are not in it: keep copies of both elsewhere (docs/audit.md).',
  restored: ({ contents }: { contents: string }) => `Restored ${contents}. The chain fits.`,
  putKeysBack: 'Put the signing key and the anchor file back, then run "roundtrip audit verify".',
  noEvents: 'no event',
  events: ({ events, at, hash }: { events: number; at: string; hash: string }) =>
    `${count(events, 'event')}, the last of ${at} (${hash}…)`,
  embedded: ({ directory }: { directory: string }) => `embedded PostgreSQL in ${directory}`,
  server: 'PostgreSQL of DATABASE_URL',
  notRunning: 'does not run: the next command that needs it starts it',
  version: ({ where, version }: { where: string; version: string }) => `${where}, version ${version}`,
  runsSince: ({ since, pid, megabytes }: { since: string; pid?: number; megabytes: string }) =>
    `runs since ${since} (${pid === undefined ? '' : `process ${pid}, `}${megabytes} MB)`,
  eventsSoFar: ({ events, at }: { events: number; at?: string }) =>
    `${count(events, 'event')}${at === undefined ? '' : `, the last of ${at}`}`,
  connected: ({ program, connections, since }: { program: string; connections: number; since: string }) =>
    `connected: ${program}, ${count(connections, 'connection')}, the oldest since ${since}`,
  unnamed: 'a program without a name',
  nobody: 'nobody is connected',
  ownedByBot: ({ owner }: { owner: string }) =>
    `The database is set up: ${owner} owns the events and can change them: let DATABASE_URL name another role.`,
  owned: ({ owner, bot }: { owner: string; bot: string }) =>
    `The database is set up: ${owner} owns the events; ${bot} adds and reads them.`,
};

export const calibrate = {
  nothingJudged: 'No verdict was judged yet: people press Right or Wrong … under a verdict in Slack.',
  head: ({ verdicts, triages, right, share, low, high }: Precision & { triages: number }) =>
    `${count(verdicts, 'judged verdict')} of ${count(triages, 'triage')}: ${right} right, ${share} (95 % interval ${low} to ${high}).`,
  tooFew: ({ verdicts, wanted }: { verdicts: number; wanted: number }) =>
    `That is too few to rely on: ${count(verdicts, 'judged verdict')} of at least ${wanted}.`,
  titles: {
    cause: 'BY CAUSE',
    certainty: 'BY CERTAINTY',
    distribution: 'BY DISTRIBUTION',
    group: 'BY HOST GROUP',
  },
  columns: { verdicts: 'JUDGED', right: 'RIGHT', precision: 'PRECISION', interval: '95 % INTERVAL' },
  few: 'too few',
  unknownDistribution: 'not known',
  noGroup: 'no group',
  confused: ({ shown, actual, times }: { shown: string; actual: string; times: number }) =>
    `${shown} was shown, ${actual} it was: ${count(times, 'time')}`,
};

type Precision = { verdicts: number; right: number; share: string; low: string; high: string };
