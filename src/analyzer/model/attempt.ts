import type { Command } from './command.ts';
import type { Flow } from './flow.ts';

/** What a sender runs so that a packet of the flow comes; undefined while it is not known where to. */
export function attemptAt({
  to,
  protocol,
  port,
}: Pick<Flow, 'to' | 'protocol' | 'port'>): Command | undefined {
  if (to === '') return undefined;
  if (protocol === 'icmp') return ['ping', '-c', '5', to];
  if (port === undefined) return undefined;
  return ['nc', protocol === 'udp' ? '-zvu' : '-zv', '-w', '2', to, String(port)];
}
