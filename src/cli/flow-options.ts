import type { Command } from 'commander';
import type { Protocol } from '../analyzer/model/index.ts';
import { printable } from '../printable.ts';
import type { Sender, TriageRequest } from '../triage/index.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

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
  const { flow } = say().help;
  const isPaste = sender === 'address';
  return command
    .option('--from <sender>', isPaste ? flow.fromAddress : flow.fromHost)
    .option('--to <ip>', isPaste ? flow.to : flow.toDefault)
    .option('--port <n>', flow.port)
    .option('--udp', flow.udp);
}

/** Reads the flow's options. Throws `option-invalid` (exit status 2) that names the option. */
export async function readFlowOptions(options: FlowOptions): Promise<FlowWish> {
  const { problems } = say();
  if (options.udp && options.port === undefined) throw problem('option-invalid', problems.udpNeedsPort());
  const wish: FlowWish = { protocol: options.port === undefined ? 'icmp' : options.udp ? 'udp' : 'tcp' };
  if (options.from !== undefined) wish.from = await readSender(options.from);
  if (options.to !== undefined) wish.to = await readAddress('--to', options.to);
  if (options.gateway !== undefined) wish.gateway = await readAddress('--gateway', options.gateway);
  if (options.port !== undefined) wish.port = readNumber('--port', options.port, 1, 65535);
  if (options.wait !== undefined) wish.waitSeconds = readNumber('--wait', options.wait, 1, 120);
  return wish;
}

/** The flow's options as they would be typed again. */
export function flowWords({
  from,
  to,
  protocol,
  port,
}: Pick<TriageRequest, 'from' | 'to' | 'protocol' | 'port'>): string[] {
  return [
    ...(from === undefined ? [] : ['--from', from.kind === 'host' ? from.host : from.address]),
    ...(to === undefined ? [] : ['--to', to]),
    ...(port === undefined ? [] : ['--port', String(port)]),
    ...(protocol === 'udp' ? ['--udp'] : []),
  ];
}

async function readSender(text: string): Promise<Sender> {
  const { parseAddress } = await import('../analyzer/model/index.ts');
  const { isHostName } = await import('../config/index.ts');
  if (parseAddress(text)) return { kind: 'address', address: text };
  if (isHostName(text) && !/^[0-9.]+$/.test(text)) return { kind: 'host', host: text };
  throw problem('option-invalid', say().problems.senderInvalid({ text: printable(text) }));
}

async function readAddress(option: string, text: string): Promise<string> {
  const { parseAddress } = await import('../analyzer/model/index.ts');
  if (parseAddress(text)) return text;
  throw problem('option-invalid', say().problems.addressInvalid({ option, text: printable(text) }));
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  const told = { option, text: printable(text), least, most };
  throw problem('option-invalid', say().problems.numberInvalid(told));
}
