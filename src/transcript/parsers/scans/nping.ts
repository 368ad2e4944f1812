import { isAddress, plainAddress } from '../../forms/addresses.ts';
import { portOf } from '../../forms/services.ts';
import { optionOf, type Scanner, type Tried } from './scan.ts';

const ENDPOINTS = '([0-9a-f.]{7,45}):(\\d{1,5}) > ([0-9a-f.]{7,45}):(\\d{1,5})';
const SENT = new RegExp(
  `^SENT \\([\\d.]{1,12}s\\) (?:(TCP|UDP) ${ENDPOINTS}|ICMP \\[([0-9a-f.]{7,45}) > ([0-9a-f.]{7,45}) Echo request|Starting TCP Handshake > (\\S{2,253}):(\\d{1,5}))`,
);
const RECEIVED = new RegExp(
  `^(?:RCVD|RECV) \\([\\d.]{1,12}s\\) (?:(?:TCP|UDP) ${ENDPOINTS}(?: (\\w{1,6}))?|ICMP \\[([0-9a-f.]{7,45}) > ([0-9a-f.]{7,45}) Echo reply|Handshake with (\\S{2,253}):(\\d{1,5}) completed|Possible TCP RST received from (\\S{2,253}):(\\d{1,5}))`,
);

/** nping: what it sent and what it received, packet by packet. */
export const nping: Scanner = {
  prints: ([tool = '']) => tool === 'nping',
  form: (line) => /^Starting Nping \d|^(?:SENT|RCVD|RECV) \(\d/.test(line.trim().slice(0, 40)),
  read(lines, argv) {
    const tried = new Map<string, Tried>();
    for (const whole of lines) {
      const line = whole.trim().slice(0, 400);
      const sent = SENT.exec(line);
      if (sent) {
        const [, kind, source, , destination, port, from, to, connectTo, connectPort] = sent;
        const target = destination ?? to ?? connectTo ?? '';
        const protocol = kind === 'UDP' ? 'udp' : to === undefined ? 'tcp' : 'icmp';
        const key = `${target} ${port ?? connectPort ?? ''}`;
        const known = tried.get(key);
        tried.set(key, {
          ...{ to: target, protocol, from: source ?? from, port: portOf(port ?? connectPort) },
          sent: (known?.sent ?? 0) + 1,
          received: known?.received ?? 0,
          outcome: known?.outcome,
        });
      }
      const came = RECEIVED.exec(line);
      if (!came) continue;
      const [, source, port, , , flags, from, , connected, connectedPort, reset, resetPort] = came;
      const known = tried.get(
        `${source ?? from ?? connected ?? reset ?? ''} ${port ?? connectedPort ?? resetPort ?? ''}`,
      );
      if (!known) continue;
      known.received++;
      known.outcome = reset !== undefined || flags?.includes('R') ? 'refused' : 'answered';
    }
    const ended = lines.some((line) =>
      /^(?:Raw packets sent|TCP connection attempts|Nping done)/.test(line.trim()),
    );
    if (tried.size === 0) return silent(argv, ended);
    return [...tried.values()].map((one) =>
      one.outcome === undefined && ended
        ? { ...one, outcome: 'timed-out', error: `${one.received} of ${one.sent} answered` }
        : one,
    );
  },
};

/** With `--quiet` the summary alone is printed, and the command names the target. */
function silent(argv: readonly string[], ended: boolean): Tried[] {
  const to = argv.slice(1).findLast((word) => isAddress(plainAddress(word)));
  if (to === undefined || !ended) return [];
  const isIcmp = argv.includes('--icmp');
  return [
    {
      ...{ to, sent: 1, received: 0, outcome: 'timed-out', error: `nping ${to}` },
      protocol: isIcmp ? 'icmp' : argv.includes('--udp') ? 'udp' : 'tcp',
      port: isIcmp ? undefined : portOf(optionOf(argv, '-p', '--dest-port')),
    },
  ];
}
