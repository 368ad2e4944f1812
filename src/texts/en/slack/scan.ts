import { count } from '../words.ts';

/* Whole hosts; parameters as in `thread.ts`. */

export const scan = {
  begun: ({ what, done, total }: Progress) =>
    `🔎 Scanning *${what}*: ${done} of ${count(total, 'host')} read`,
  stopped: ({ what, stopped, hosts }: { what: string; stopped: number; hosts: number }) =>
    `🔴 *${what}*: ${count(stopped, 'address', 'addresses')} on ${count(hosts, 'host')} would not be answered from other networks`,
  quiet: ({ what, total }: { what: string; total: number }) =>
    `🟢 *${what}*: nothing found on ${count(total, 'host')} that stops requests from other networks`,
  unread: ({ failed, total }: { failed: number; total: number }) =>
    `${failed} of ${count(total, 'host')} could not be read.`,
  unknown: ({ unknown }: { unknown: number }) =>
    `Of ${count(unknown, 'address', 'addresses')} it is not known.`,
  noProbe: 'From the hosts’ state alone: no packet was sent or captured.',
  details: 'The table is in the thread.',
  table: ({ what }: { what: string }) => `*${what}*, the worst first`,
  columns: {
    host: 'Host',
    interface: 'Interface',
    address: 'Address',
    status: 'Status',
    why: 'Why',
  },
  another: 'Check another …',
  notRead: 'not read',
  notShown: ({ stopped }: { stopped: number }) => `${stopped} stopped; details stay in the store`,
  more: ({ more, run }: { more: number; run: string }) =>
    `… and ${count(more, 'more row')}: ${run} shows all.`,
  changed: ({ what, changes }: { what: string; changes: number }) =>
    `🔎 *${what}*: ${count(changes, 'change')} since the last scheduled scan`,
  changedTable: ({ what }: { what: string }) => `*${what}*: what has changed`,
  was: ({ before }: { before: string }) => `was: ${before}`,
  isNew: 'new',
  gone: 'gone',
  readAgain: 'read again',
  nobody: 'There is no host of that name or group that you can scan here.',
  howTo: 'Name a host or a group: `/roundtrip scan web`, or `/roundtrip scan all`.',
};

type Progress = { what: string; done: number; total: number };
