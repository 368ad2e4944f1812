import type { AskedFailures, ServiceFailures } from '../../failures/asked.ts';
import type { FailureTexts } from '../../failures/failure.ts';
import { runWords } from './run.ts';

/** What somebody asked for that cannot be done. */
export const askedFailures: Pick<FailureTexts, keyof AskedFailures> = {
  'host-unknown': ({ host, known, more = 0 }) => ({
    message: `${host} is not in the inventory.`,
    nextStep: hostsKnown(known, more),
  }),
  'host-name-invalid': ({ name }) => ({
    message: `"${name}" cannot be the name of a host.`,
    nextStep:
      'Use the name as the configuration lists it: letters, digits, ".", "_" and "-", beginning with a letter or digit.',
  }),
  'interface-name-invalid': ({ name, longest }) => ({
    message: `"${name}" cannot be the name of a network interface.`,
    nextStep: `Use the name that "ip link" shows, such as eth1: at most ${longest} letters, digits, ".", "_", "-", "@" and ":".`,
  }),
  'interface-is-address': ({ address }) => ({
    message: `${address} is an address, and an interface is asked for.`,
    nextStep: `Name the interface that has it, such as eth1: "roundtrip triage HOST" lists a host's interfaces with their addresses. Of several addresses, --to ${address} asks for this one.`,
  }),
  'address-invalid': ({ address }) => ({
    message: `"${address}" is not an IP address.`,
    nextStep: 'Write it as 172.16.0.4 or 2001:db8::4, for example.',
  }),
  'number-invalid': ({ text, what }) => ({
    message: `"${text}" is not a ${what === 'port' ? 'port' : 'number of seconds to wait'}.`,
    nextStep: what === 'port' ? 'Write a number from 1 to 65535.' : 'Write a number from 1 to 120.',
  }),
  'sender-not-an-address': ({ name }) => ({
    message: `"${name}" after "from" must be an IP address here.`,
    nextStep: PASTE_EXAMPLE,
  }),
  'question-unreadable': (facts) => ({
    message:
      facts.because === 'too-long'
        ? `That is ${facts.length} characters long, too long to read.`
        : 'It has invisible or control characters in it, so it is not read.',
    nextStep: PASTE_EXAMPLE,
  }),
  'prober-not-allowed': ({ host, allowed }) => ({
    message: `Probes to ${host} are sent from ${allowed.join(', ')} only.`,
    nextStep: `Name one of these, or nobody: ${allowed[0]} sends it then.`,
  }),
  'gateway-invalid': () => ({
    message: 'That is not an IP address.',
    nextStep: 'Write the gateway as 172.16.5.1, for example.',
  }),
  'host-not-shown': ({ file }) => ({
    message: `${file} shows no host: it has no listing of addresses.`,
    nextStep: 'Run what "roundtrip collect -" prints on the host, and keep its whole output.',
  }),
  'transcript-too-large': ({ megabytes }) => ({
    message: `The transcript is larger than ${megabytes} MB.`,
    nextStep: 'Paste only the part that matters.',
  }),
  'state-not-found': ({ hosts, named }) =>
    hosts.length === 0
      ? {
          message: 'The transcript shows no routes.',
          nextStep: 'Put the output of `ip route show table all`, `ip rule` and `ip addr` into it.',
        }
      : named !== undefined && !hosts.includes(named)
        ? {
            message: `The transcript shows no routes of ${named}. It shows those of: ${hosts.map((host) => host || '(unnamed)').join(', ')}.`,
            nextStep: 'Name one of them with --host NAME.',
          }
        : {
            message: `The transcript shows several hosts: ${hosts.map((host) => host || '(unnamed)').join(', ')}.`,
            nextStep: 'Say which with --host NAME.',
          },
  'file-too-large': () => ({
    message: 'The file is larger than 1 MB.',
    nextStep: 'Post only the part that matters, or run `roundtrip explain` on it (up to 10 MB).',
  }),
  'file-unreadable': ({ because }) => ({
    message: `The file cannot be read from Slack (${typeof because === 'object' ? because.status : FILE_UNREAD[because]}).`,
    nextStep: 'Paste its text in a code block instead.',
  }),
  'png-failed': ({ run }) => ({
    message: `The picture could not be drawn: drawing it ${runWords(run)}.`,
    nextStep: 'Name a file that ends in .svg, or try again.',
  }),
  'png-unavailable': () => ({
    message: 'A PNG cannot be made here: @resvg/resvg-js is not installed for this platform.',
    nextStep: 'Name a file that ends in .svg, or run npm run setup.',
  }),
};

const PASTE_EXAMPLE =
  'Ask like this: explain, or explain eth1 from 172.16.0.4, with the console in a code block.';

const FILE_UNREAD = {
  'no-address': 'Slack gives no address of it',
  'no-answer': 'Slack did not answer',
  'scope-missing': 'the app lacks files:read',
} as const;

function hostsKnown(known: readonly string[] | undefined, more: number): string {
  if (known === undefined) return 'Ask whoever runs Roundtrip whether it should be there.';
  if (known.length === 0) return 'The inventory is empty: add the host under "hosts" in roundtrip.yaml.';
  const rest = more === 0 ? '' : ` and ${more} more`;
  return `Use one of the known hosts: ${known.join(', ')}${rest}; or add it under "hosts" in roundtrip.yaml.`;
}

/** What failed on the bot's own side. */
export const serviceFailures: Pick<FailureTexts, keyof ServiceFailures> = {
  'already-used': () => ({
    message: 'This button was used already, and counts once: nothing more was done.',
    nextStep: 'If there is more to decide, the message shows a new one in a moment.',
  }),
  'not-recorded': () => ({
    message: 'This could not be recorded in time, so nothing was done.',
    nextStep:
      'Try again in a moment; if it stays so, ask whoever runs Roundtrip to look at its database and its connection to Slack.',
  }),
  'recording-unknown': () => ({
    message: 'The database did not answer in time: this may or may not have been recorded.',
    nextStep: 'If nothing comes of it within a minute, try again.',
  }),
  'diagnosis-given-up': ({ said }) => ({
    message: `The diagnosis could not be finished: ${said}`,
    nextStep: 'Ask again; if that fails too, look at the log of Roundtrip and run `roundtrip doctor`.',
  }),
  'slack-token-missing': ({ name }) => ({
    message: `${name} is not set.`,
    nextStep:
      name === 'SLACK_BOT_TOKEN'
        ? `Set ${name} (or ${name}_FILE): the bot token of the Slack app (xoxb-…).`
        : `Set ${name} (or ${name}_FILE): the app-level token (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.`,
  }),
  'slack-refused': ({ name, said }) => ({
    message: `Slack refuses the token in ${name} (${said}).`,
    nextStep: `Copy ${name} again from the settings of the Slack app, and reinstall the app if its scopes changed.`,
  }),
  'slack-unreachable': () => ({
    message: 'Slack cannot be reached.',
    nextStep: "Check this machine's connection to https://slack.com, or SLACK_API_URL where it is set.",
  }),
  'health-not-listening': ({ address, port, said }) => ({
    message: `/healthz, /readyz and /metrics cannot be answered at ${address} port ${port}: ${said}`,
    nextStep: 'Choose another health.port or health.address in roundtrip.yaml.',
  }),
  'slack-not-listening': ({ port, said }) => ({
    message: `Slack's requests cannot be listened for at port ${port}: ${said}`,
    nextStep: 'Choose another slack.http.port or slack.http.address in roundtrip.yaml.',
  }),
  'slack-url-refused': () => ({
    message: 'SLACK_API_URL is neither Slack nor on this machine; no token is sent there.',
    nextStep: 'Unset SLACK_API_URL, or set it to a loopback address such as http://127.0.0.1:4000/api/.',
  }),
};
