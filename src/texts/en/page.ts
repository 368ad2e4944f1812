/* The page that explains a pasted console in the browser. Parameters are plain text. */

export const pageTexts = {
  title: 'Why does this interface not answer?',
  summary:
    'Paste what a terminal shows on a Linux server with several interfaces: “ip addr”, “ip rule”, “ip route show table all”, sysctl, tcpdump, the ping that gets no answer. In any order, from one host or several, parts missing.',
  privacy: 'Nothing leaves this page. It works offline, and it is not allowed to open a connection.',
  language: 'Language',
  console: 'Console',
  explain: 'Explain',
  example: 'Show an example',
  clear: 'Clear',
  dropped: 'A file can be dropped here.',
  narrow: 'Narrow the question',
  narrowHint: 'Only what the console leaves open.',
  fields: {
    host: 'Host (name in the prompt)',
    interface: 'Interface',
    from: 'From (IP address)',
    to: 'To (IP address)',
    port: 'Port',
    protocol: 'Protocol of the port',
    gateway: 'Gateway of the interface, for the commands',
  },
  notAnAddress: ({ field, text }: { field: string; text: string }) =>
    `${field}: “${text}” is not an IP address.`,
  notAPort: ({ text }: { text: string }) => `Port: “${text}” is not a number from 1 to 65535.`,
  tooLarge: ({ megabytes }: { megabytes: number }) => `The console is larger than ${megabytes} MB.`,
  cutIt: 'Paste the part around the ping and the outputs that belong to it.',
  empty: 'There is nothing to explain yet.',
  pasteFirst: 'Paste a console first.',
  answer: 'Answer',
  next: 'Next',
  runFix: ({ label, host }: { label: string; host: string }) =>
    `${label}: the commands are below. Run them on ${host} as root.`,
  runOn: ({ host }: { host?: string }) =>
    `Run this${host === undefined ? '' : ` on ${host}`}, and paste its output along with this:`,
  toProve: ({ host }: { host?: string }) =>
    `To prove it, run this${host === undefined ? '' : ` on ${host}`}, and paste its output along with this:`,
  nothingToFix: 'There is nothing to fix here.',
  showMore: 'Paste the outputs of “ip addr”, “ip rule”, “ip route show table all” and a capture as well.',
  why: 'Why',
  copy: 'Copy',
  copied: 'Copied',
  byHand: 'To run by hand, as root. It undoes itself after five minutes unless you keep it:',
  askGateway: ({ question }: { question: string }) => `${question} Name it under “Narrow the question”.`,
  document: 'Everything, as JSON',
  background: 'Background',
  statuses: {
    passed: 'passed',
    stopped: 'stopped',
    'would-stop': 'would stop',
    'not-reached': 'not reached',
    unknown: 'unknown',
  },
};

export type PageTexts = typeof pageTexts;
