import type { ArpProbe } from '../../analyzer/model/index.ts';
import { isAddress, isMac } from '../forms/addresses.ts';
import { compact } from '../forms/compact.ts';
import { decimal } from '../forms/text.ts';

/** iputils, Thomas Habets' arping, BusyBox. */
const HEADER = /^ARPING (?:to )?([0-9.]{7,15})(?: from ([0-9.]{7,15})(?: via)? ([\w.@-]{1,20}))?\s*$/;
const REPLIES: readonly RegExp[] = [
  /^(?:Unicast|Broadcast) (?:reply|request) from ([0-9.]{7,15}) \[([0-9A-Fa-f:]{11,17})\]/,
  /^\d{1,5} bytes from (?:([0-9.]{7,15}) \()?([0-9A-Fa-f:]{11,17})\)?(?: \([0-9.]{7,15}\))?: (?:index|arp_seq)=/,
];
const SENT = /^(?:Sent (\d{1,6}) probe|(\d{1,6}) packets transmitted)/;

/** Whether the line is one that only arping prints. */
export function isArpingLine(line: string): boolean {
  const start = line.trim().slice(0, 200);
  return HEADER.test(start) || REPLIES.some((form) => form.test(start)) || /^Sent \d{1,6} probe/.test(start);
}

/** What one arping was answered; undefined where it cannot be told for whom it asked. */
export function parseArping(
  lines: readonly string[],
  argv: readonly string[],
  command: string | undefined,
): ArpProbe | undefined {
  const asked = askedOf(argv);
  let { to, from, device } = asked;
  let sent: number | undefined;
  const answers = new Map<string, number>();
  for (const whole of lines) {
    const line = whole.trim().slice(0, 200);
    const header = HEADER.exec(line);
    const reply = REPLIES.map((form) => form.exec(line)).find((match) => match !== null);
    const mac = reply?.[2]?.toLowerCase();
    if (header) [to, from, device] = [header[1], header[2] ?? from, header[3] ?? device];
    else if (mac !== undefined && isMac(mac)) answers.set(mac, (answers.get(mac) ?? 0) + 1);
    const count = SENT.exec(line);
    if (count) sent = decimal(count[1] ?? count[2]);
  }
  if (!isAddress(to)) return undefined;
  return compact<ArpProbe>({
    command,
    to,
    from: isAddress(from) && from !== '0.0.0.0' ? from : undefined,
    device,
    duplicateCheck: asked.duplicateCheck ? true : undefined,
    sent,
    answers: [...answers].map(([mac, count]) => ({ mac, count })),
  });
}

type Asked = {
  to?: string | undefined;
  from?: string | undefined;
  device?: string | undefined;
  duplicateCheck?: true;
};

function askedOf(argv: readonly string[]): Asked {
  const asked: Asked = {};
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (/^-[a-zA-Z]*D/.test(word)) asked.duplicateCheck = true;
    if (/^-[a-zA-Z]*[cwISsit]$/.test(word)) {
      const value = argv[++at] ?? '';
      if (/[Ii]$/.test(word)) asked.device = value;
      else if (/[Ss]$/.test(word) && isAddress(value)) asked.from = value;
    } else if (isAddress(word)) asked.to = word;
  }
  return asked;
}
