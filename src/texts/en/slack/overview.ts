import { count, listOf } from '../words.ts';

/* Lists of triages, and the Home tab; parameters as in `thread.ts`. */

export const overview = {
  /** Where a triage stands, by its status. */
  status: {
    collecting: 'being checked',
    diagnosed: 'checked',
    'awaiting-approval': 'waiting for approval',
    approved: 'approved',
    applying: 'being applied',
    'awaiting-confirmation': 'applied, waiting for proof',
    committed: 'fixed',
    'rolled-back': 'rolled back',
    'outcome-unknown': 'outcome not known',
    undone: 'undone',
    failed: 'could not be checked',
    stopped: 'stopped',
  },
  by: ({ status, who, at }: { status: string; who: string; at: string }) => `${status} · ${who}, ${at}`,
  interfaceOf: ({ interface: device, host }: { interface: string; host: string }) =>
    `*${device}* of *${host}*`,
  thread: 'Thread',
  newest: '*The newest checks*',
  nothingYet: 'Nothing was checked here yet.',
  lookedThrough: ({ most }: { most: number }) =>
    `The newest ${most} checks, and older ones where something waits or stands; \`roundtrip list --all\` prints all.`,
  waiting: '*Waiting for approval*',
  open: '*Under way*',
  standing: '*Fixes that stand*',
  ofHost: ({ host }: { host: string }) => `*The newest check of each interface of ${host}*`,
  nothingOf: ({ host }: { host: string }) => `${host} was not checked lately.`,
  quiet: 'Nothing is under way, and nothing waits for approval.',
  frozen: ({ who, reason }: { who: string; reason?: string }) =>
    `❄️ All changes are frozen by ${who}${reason === undefined ? '.' : `: ${reason}`}`,
  fix: ({ label, interface: device, host, at }: Fix) => `✅ ${label} (${device} of ${host}), ${at}`,
  permanent: 'It survives a reboot.',
  untilReboot: 'Lost at reboot.',
  undoAsked: ({ given }: { given: number }) =>
    given === 1 ? 'One approver has asked for its undo.' : `${given} approvers have asked for its undo.`,
  undoWanted: 'The approvers were asked to undo it.',
  more: ({ more }: { more: number }) => `… and ${more} more.`,
};

type Fix = { label: string; interface: string; host: string; at: string };

export const home = {
  check: 'Check an interface',
  yours: 'Waiting for you',
  nothingYours: 'Nothing waits for you.',
  packet: ({ until }: { until: string }) =>
    `Your packet is awaited until ${until}: its thread has the command.`,
  open: 'Under way',
  nothingOpen: 'Nothing is under way.',
  standing: 'Fixes that stand',
  nothingStanding: 'No fix of the newest checks stands.',
  recent: 'Recent checks',
  nothingRecent: 'Nothing was checked yet on a host that you can ask about.',
  hosts: 'Hosts that you can ask about',
  hostList: ({ hosts, more }: { hosts: readonly string[]; more: number }) =>
    more === 0 ? listOf(hosts) : `${hosts.join(', ')} and ${count(more, 'more host')}`,
  noHosts: 'None. Ask whoever runs Roundtrip.',
  approve: 'Approve …',
  notDone: 'Nothing was done',
  close: 'Close',
};
