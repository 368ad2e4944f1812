import type { HookProgram } from '../../analyzer/model/index.ts';
import { compact } from '../forms/compact.ts';
import { decimal } from '../forms/text.ts';

const ENTRY = /^([\w.@-]{1,20})\(\d{1,9}\) (\S{2,30})(?: (.{0,200}))?$/;
const SECTION = /^(xdp|tc|netkit|flow_dissector|netfilter):\s*$/;

/** Whether the line opens a section of `bpftool net`. */
export function isBpftoolLine(line: string): boolean {
  return /^(?:xdp|flow_dissector|netfilter):\s*$/.test(line);
}

/** `bpftool net`: `eth0(2) driver id 12`, `eth0(2) clsact/ingress name id 14`, `eth0(2) tcx/ingress name prog_id 20`. */
export function parseBpftool(lines: readonly string[]): HookProgram[] {
  const found: HookProgram[] = [];
  let section = '';
  for (const whole of lines) {
    const line = whole.trim().slice(0, 300);
    const opened = SECTION.exec(line);
    if (opened) section = opened[1] ?? '';
    const entry = opened ? null : ENTRY.exec(line);
    if (!entry) continue;
    const [, device = '', where = '', rest = ''] = entry;
    const [system = '', way] = where.split('/');
    const hook = section === 'xdp' ? 'xdp' : way === 'egress' || way === 'peer' ? 'egress' : 'ingress';
    const via = section === 'xdp' ? 'xdp' : system === 'tcx' || system === 'netkit' ? system : 'tc';
    const name = /^(?!id |prog_id )(\S{1,60})/.exec(rest)?.[1];
    found.push(
      compact<HookProgram>({
        device,
        hook,
        via,
        kind: section === 'xdp' ? where : 'bpf',
        name: section === 'xdp' ? undefined : name,
        id: decimal(/\b(?:prog_)?id (\d{1,9})/.exec(rest)?.[1]),
        protocol: undefined,
        matches: [],
        action: undefined,
        packets: undefined,
      }),
    );
  }
  return found;
}
