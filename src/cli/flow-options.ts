import type { Command } from 'commander';
import type { Protocol } from '../analyzer/model/index.ts';
import { parseAddress } from '../analyzer/model/index.ts';
import { isHostName } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { Sender } from '../triage/index.ts';

/** The flow's options as commander gives them. */
export type FlowOptions = {
  from?: string;
  to?: string;
  port?: string;
  udp?: boolean;
  wait?: string;
  gateway?: string;
};

/** The flow's options read and checked. */
export type FlowWish = {
  from?: Sender;
  to?: string;
  protocol: Protocol;
  port?: number;
  waitSeconds?: number;
  gateway?: string;
};

/** Adds the options that say which flow is asked about. */
export function addFlowOptions(command: Command, sender: 'host or address' | 'address'): Command {
  return command
    .option(
      '--from <sender>',
      sender === 'address'
        ? 'IP address that sends'
        : 'host of the inventory that sends a probe, or an IP address to wait for',
    )
    .option(
      '--to <ip>',
      sender === 'address'
        ? 'address that is asked'
        : "address that is asked (default: the interface's first)",
    )
    .option('--port <n>', 'TCP port instead of ICMP echo')
    .option('--udp', 'UDP instead of TCP, with --port');
}

/** Reads the flow's options. Throws `option-invalid` (exit status 2) that names the option. */
export function readFlowOptions(options: FlowOptions): FlowWish {
  if (options.udp && options.port === undefined) {
    throw invalid('--udp needs a port.', 'Add --port N.');
  }
  const wish: FlowWish = { protocol: options.port === undefined ? 'icmp' : options.udp ? 'udp' : 'tcp' };
  if (options.from !== undefined) wish.from = readSender(options.from);
  if (options.to !== undefined) wish.to = readAddress('--to', options.to);
  if (options.gateway !== undefined) wish.gateway = readAddress('--gateway', options.gateway);
  if (options.port !== undefined) wish.port = readNumber('--port', options.port, 1, 65535);
  if (options.wait !== undefined) wish.waitSeconds = readNumber('--wait', options.wait, 1, 120);
  return wish;
}

function readSender(text: string): Sender {
  if (parseAddress(text)) return { kind: 'address', address: text };
  if (isHostName(text) && !/^[0-9.]+$/.test(text)) return { kind: 'host', host: text };
  throw invalid(
    `--from: "${printable(text)}" is neither an IP address nor the name of a host.`,
    'Write --from 172.16.0.4, or --from with a host of the inventory.',
  );
}

function readAddress(option: string, text: string): string {
  if (parseAddress(text)) return text;
  throw invalid(`${option}: "${printable(text)}" is not an IP address.`, `Write it as ${option} 172.16.5.4.`);
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw invalid(
    `${option}: "${printable(text)}" is not a number from ${least} to ${most}.`,
    `Write it as ${option} ${least + 1}.`,
  );
}

function invalid(message: string, nextStep: string): RoundtripError {
  return new RoundtripError('option-invalid', message, nextStep, { exitStatus: EXIT.usage });
}
