import { count } from '../count.ts';

/* Whole hosts: scan, and triage without an interface. Parameters are plain text. */

export const fleet = {
  columns: {
    host: 'HOST',
    interface: 'INTERFACE',
    address: 'ADDRESS',
    status: 'STATUS',
    cause: 'CAUSE',
    headline: 'FROM OTHER NETWORKS',
  },
  notRead: 'not read',
  toRead: ({ host, nextStep }: { host: string; nextStep: string }) => `${host}: ${nextStep}`,
  moreNotRead: ({ more }: { more: number }) =>
    `${more} more could not be read: --json says what to do for each.`,
  noAddress: ({ host }: { host: string }) => `${host} has no address that other networks can ask for.`,
  nothingStopped: ({ host }: { host: string }) =>
    `Nothing in the state of ${host} stops requests for certain. No packet was sent or captured.`,
  progress: ({ done, total, failed }: { done: number; total: number; failed: number }) =>
    `${done} of ${count(total, 'host')} read${failed === 0 ? '' : `, ${failed} of them could not be`}`,
  interrupted: ({ progress }: { progress: string }) => `Interrupted: ${progress}; nothing was changed.`,
  patternNamesNobody: ({ pattern }: { pattern: string }) =>
    `${pattern} is a pattern, and the ssh configuration names no host that fits it: name its hosts to scan them.`,
};
