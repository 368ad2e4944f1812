/* Help of the commands that ask and read: what each does, its options, examples. */

const frame = {
  description:
    'Explains why one interface of a multi-homed Linux server does not answer, and fixes it after approval.',
  config: 'configuration file (default: $ROUNDTRIP_CONFIG, else ./roundtrip.yaml)',
  language: "language of the sentences: en or ja (default: the configuration's; en for JSON)",
  version: 'print the version',
  help: 'print help',
  helpCommand: 'print help for a command',
  titles: {
    usage: 'Usage:',
    options: 'Options:',
    globalOptions: 'Global Options:',
    commands: 'Commands:',
    arguments: 'Arguments:',
    examples: 'Examples:',
  },
  json: 'print the result as JSON',
  yes: 'do not ask; the approval policy holds all the same',
  examples: {
    triage: 'why does eth1 not answer? server-a sends the probe',
    fix: 'the recommended fix, after approval',
    explain: 'the same from a pasted console, without SSH',
    doctor: 'check the configuration, the hosts, the store and Slack',
  },
};

const flow = {
  fromHost: 'host of the inventory that sends a probe, or an IP address to wait for',
  fromAddress: 'IP address that sends',
  to: 'address that is asked',
  toDefault: "address that is asked (default: the interface's first)",
  port: 'TCP port instead of ICMP echo',
  udp: 'UDP instead of TCP, with --port',
  wait: 'how long to wait for a packet (default: capture.seconds after a probe, capture.wait for a person)',
  gateway: "the interface's gateway, where the evidence does not show it",
  picture: 'draw the round trip, now and after the fix, into a file that ends in .svg or .png',
  verbose: 'also the packet path, evidence, commands and side effects',
  timings: 'where the time goes, on standard error',
};

const ask = {
  summary: 'the same, asked in natural words',
  description:
    'read natural words as in Slack, English or Japanese, then look. Words that may mean several things are answered with the commands that they may mean',
  words: 'what is wrong, with a host and an interface of it',
  dryRun: 'only print how the words are read',
  examples: { triage: 'the words of whoever was woken', dryRun: 'how it is read' },
};

const triage = {
  summary: 'why does this interface not answer?',
  description:
    'why does this interface not answer? (SSH, capture, diagnosis; changes nothing) Without an interface: all of the host, without a probe',
  examples: {
    host: 'every interface of the host, without a probe: which would not be answered, and why',
    probe: 'server-a sends a ping, and both sides are captured',
    port: 'TCP port 443 instead of ping',
    wait: 'wait a minute for a packet of that sender',
  },
};

const scan = {
  summary: 'which interfaces of many hosts do not answer?',
  description:
    'every interface and address of many hosts: which would not be answered from other networks, and why (one SSH connection each; no probe, no capture; changes nothing)',
  hosts: 'hosts or groups of the inventory',
  all: 'every host of the inventory',
  fromFile:
    'what "roundtrip collect" printed, of one host or several: a file, a folder, or - for standard input',
  csv: 'print CSV (RFC 4180)',
  failOn: 'exit status 1 where an interface is stopped at least as certainly',
  examples: {
    group: 'the hosts of a group',
    csv: 'the whole inventory, for a spreadsheet',
    failOn: 'one JSON document a line; fails where something is stopped',
    fromFile: 'without SSH: transcripts that Ansible or a cron job has gathered',
  },
};

const explain = {
  summary: 'the same from a pasted console',
  description:
    'diagnose from a pasted console transcript; - reads standard input. The question is found in it; flags narrow it',
  iface: 'interface that does not answer',
  host: 'host that is asked, by the name in its prompt',
  gateway: 'gateway on that interface, for the commands of policy routing',
  examples: {
    file: 'the question is found in the text',
    narrowed: 'the interface and the sender are named',
    stdin: 'from the clipboard',
  },
};

const simulate = {
  summary: 'what a planned change would stop; `ip route get` by a transcript',
  description:
    'with --change: what a planned change would stop, and repair, on the host of a transcript. Without: answer `ip route get` questions (one a line on standard input) as the kernel of a transcript would; a line that is not understood is answered UNKNOWN',
  state: 'transcript of the host: ip addr, ip rule, ip route show table all, sysctl',
  host: 'the host, where the transcript shows several',
  change:
    'the planned change, - reads standard input: ip, sysctl and nmcli lines as for a shell, an `ip -batch` file, or netplan YAML. Nothing is run',
  failOn: 'exit status 1 where the change would stop something',
  verbose: 'also the flows that stay as they are',
  examples: {
    one: 'one question',
    change: 'before a netplan file is applied',
    stdin: 'one line; exit status 1 where it would stop something',
  },
};

const collect = {
  summary: 'a script for a console without SSH',
  description:
    'print the script that gathers everything, for a serial console; its output goes to "explain". Without an interface: of the whole host, for "scan --from-file"',
  host: 'host of the inventory, or - for any',
  iface: 'interface that does not answer',
  from: 'address that should get an answer',
  examples: {
    any: 'for any host; run it there and keep its output',
    host: 'all interfaces, without packets; for Ansible or a cron job',
  },
};

const list = {
  summary: 'triages, or hosts with their verdicts',
  description: 'the triages, newest first; with --hosts the inventory, interfaces seen and last verdicts',
  all: ({ newest }: { newest: number }) => `all of them, not only the newest ${newest}`,
  hosts: 'the hosts of the inventory, their interfaces seen so far, and the last verdict of each',
  examples: {
    triages: 'what was asked, found and done',
    hosts: 'what is known of each host',
  },
};

const doctor = {
  summary: 'check the installation',
  description: 'check the configuration, the hosts, the store and Slack, and say what to do',
  examples: { plain: 'with the configuration in this directory' },
};

export const helpAsk = { ask, collect, doctor, explain, flow, frame, list, scan, simulate, triage };
