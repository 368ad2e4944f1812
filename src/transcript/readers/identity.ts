import { type Block, commandOf } from '../block.ts';
import { isAddress, plainAddress } from '../forms/addresses.ts';
import { decimal, quoted, wordsOf } from '../forms/text.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { parseNftTrace } from '../parsers/nft-trace.ts';
import { addGateway, setOwner } from './files.ts';

/** Kernel log lines kept, the newest. */
const MAX_LOG_LINES = 200;

const OF_INTEREST =
  /martian|ll header|link (?:is |becomes )|carrier|nf_conntrack|neighbou?r table|\bIN=\S* OUT=|renamed from|duplicate address|^trace id /i;

/** Lines of dmesg, journalctl, a log file or nft's trace that speak of packets refused or links changed. */
export function readKernelLog(draft: ObservationDraft, block: Block): void {
  const lines = block.lines
    .filter((line) => OF_INTEREST.test(line.slice(0, 1000)))
    .map((line) => line.trim().slice(0, 500));
  const failure = block.lines.find((line) =>
    /not permitted|Permission denied|insufficient permissions/.test(line),
  );
  if (failure !== undefined) draft.gap('kernelLog', quoted(failure));
  if (failure !== undefined && lines.length === 0) return;
  const traced = parseNftTrace(block.lines);
  // Only what a rule marks for tracing is shown: what is not there may have come all the same.
  if (traced.length > 0)
    draft.observation.captures.push({
      command: commandOf(block),
      listening: false,
      incomplete: true,
      packets: traced,
    });
  draft.state.kernelLog = [...(draft.state.kernelLog ?? []), ...lines].slice(-MAX_LOG_LINES);
  if (lines.length > 0) draft.evidence('kernel-log', commandOf(block), lines.join('\n'));
}

/** `uname -r` and `uname -a`. */
export function readUname(draft: ObservationDraft, block: Block): void {
  const words = wordsOf(block.lines.find((line) => line.trim() !== '') ?? '');
  if (words[0] === 'Linux' && words[2] !== undefined) {
    draft.state.kernelRelease = words[2].slice(0, 100);
    draft.state.hostname ??= (words[1] ?? '').slice(0, 253);
  } else if (words.length === 1 && /^\d{1,3}\.\d/.test(words[0] ?? ''))
    draft.state.kernelRelease = (words[0] ?? '').slice(0, 100);
  else return;
  draft.evidence('kernel', commandOf(block), block.lines.join('\n'));
}

/** `hostname`, without options that make it print addresses. */
export function readHostname(draft: ObservationDraft, block: Block): void {
  const words = wordsOf(block.lines.find((line) => line.trim() !== '') ?? '');
  const options = (block.command?.argv ?? []).filter((word) => /^-[a-zA-Z]*[iIdA]/.test(word));
  if (options.length === 0 && words.length === 1 && /^[\w.-]{1,253}$/.test(words[0] ?? '')) {
    draft.state.hostname = words[0] ?? '';
  }
}

/** `echo $SSH_CONNECTION`, or the variable in `env`. */
export function readEnvironment(draft: ObservationDraft, block: Block): void {
  const asked = block.command?.argv.some((word) => word.includes('SSH_CONNECTION')) === true;
  for (const line of block.lines) {
    const named = /^(?:export |declare -x )?SSH_CONNECTION="?([^"]{1,200})"?$/.exec(line.trim())?.[1];
    const [client, clientPort, server, serverPort] = wordsOf(named ?? (asked ? line.slice(0, 200) : ''));
    const ports = [decimal(clientPort), decimal(serverPort)];
    if (!isAddress(client) || !isAddress(server) || ports[0] === undefined || ports[1] === undefined)
      continue;
    draft.state.sshConnection = {
      clientAddress: plainAddress(client),
      clientPort: ports[0],
      serverAddress: plainAddress(server),
      serverPort: ports[1],
    };
    draft.evidence('ssh-connection', commandOf(block), line.trim());
    return;
  }
}

/** `conntrack -C`. */
export function readConntrack(draft: ObservationDraft, block: Block): void {
  const count = decimal(block.lines.find((line) => line.trim() !== '')?.trim());
  if (count !== undefined) draft.addSysctls({ 'net.netfilter.nf_conntrack_count': String(count) });
}

/** `nmcli device show IFACE`, long or by fields (`-g GENERAL.CONNECTION,IP4.GATEWAY,…`). */
export function readNetworkManager(draft: ObservationDraft, block: Block): void {
  const argv = block.command?.argv ?? [];
  const show = argv.findIndex((word) => word.length >= 2 && 'show'.startsWith(word));
  let dev = show === -1 ? undefined : argv[show + 1];
  const fields = argv[argv.findIndex((word) => word === '-g' || word === '--get-values') + 1]?.split(',');
  const command = commandOf(block);
  let connection: string | undefined;
  for (const [index, line] of block.lines.entries()) {
    const named = /^([A-Za-z0-9.-]{2,60}(?:\[\d{1,3}\])?):\s*(.{0,500})$/.exec(line.slice(0, 600));
    const short = fields !== undefined && argv.some((word) => word === '-g' || word === '--get-values');
    const key = short ? (fields[index] ?? fields.at(-1) ?? '') : (named?.[1] ?? '').replace(/\[\d+\]$/, '');
    const value = (short ? line : (named?.[2] ?? '')).trim().replaceAll('\\:', ':');
    if (key === 'GENERAL.DEVICE' || key === 'connection.interface-name') dev = value;
    else if (key === 'GENERAL.CONNECTION') connection = value;
    else if (dev !== undefined && /^(?:IP[46]|ipv[46])\.GATEWAY$/i.test(key) && isAddress(value)) {
      addGateway(draft, { dev, address: plainAddress(value), source: command });
    } else if (dev !== undefined && /^IP[46]\.ROUTE/.test(key)) {
      const gateway = /dst = (?:0\.0\.0\.0\/0|::\/0), nh = ([0-9a-f.:]{2,45})/i.exec(value)?.[1];
      if (isAddress(gateway) && gateway !== '0.0.0.0')
        addGateway(draft, { dev, address: gateway, source: command });
    }
  }
  if (dev !== undefined && connection !== undefined && connection !== '' && connection !== '--') {
    setOwner(draft, dev, 'NetworkManager', `${command}: ${connection.slice(0, 100)}`);
  }
  draft.evidence('configuration', command, block.lines.join('\n'));
}

/** `networkctl status IFACE`. */
export function readNetworkctl(draft: ObservationDraft, block: Block): void {
  const source = block.lines.join('\n').slice(0, 20_000);
  const dev = /^\W{0,8}\d{1,6}: ([\w.@:-]{1,15})/m.exec(source)?.[1] ?? block.command?.argv.at(-1);
  if (dev === undefined) return;
  const file = /^\s*Network File: (\S{1,300})/m.exec(source)?.[1];
  if (/State: .{0,60}\(configur/.test(source) && file !== undefined && file !== 'n/a') {
    setOwner(draft, dev, file.includes('netplan') ? 'netplan' : 'systemd-networkd', file);
  }
  const gateway = /^\s*Gateway: ([0-9a-f.:]{2,45})/im.exec(source)?.[1];
  if (isAddress(gateway))
    addGateway(draft, { dev, address: plainAddress(gateway), source: commandOf(block) });
  draft.evidence('configuration', commandOf(block), block.lines.join('\n'));
}

/** The collector's own remarks: `roundtrip gap PART`, and `roundtrip filters` where no packet filter is loaded. */
export function readRemark(draft: ObservationDraft, block: Block): void {
  const [, verb, part] = block.command?.argv ?? [];
  const said = block.lines.join(' ').trim();
  if (verb === 'gap' && part !== undefined) draft.gap(part, quoted(said, 300));
  else if (verb === 'filters' && said.startsWith('none')) draft.state.filters ??= [];
}
