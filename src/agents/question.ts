import { z } from 'zod';
import { isHostName, isInterfaceName, resolveHost, teamRulesFor } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { checkProber, type TriageRequest, usualProber } from '../triage/index.ts';
import { sees } from './agent.ts';
import type { AgentParts } from './parts.ts';

export const HostName = z
  .string()
  .refine(isHostName, 'must be a name of the inventory')
  .describe('a host of list_hosts');
const Address = z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' });

/** The flow that is asked about, as the command line's `triage` takes it. */
const Flow = {
  to: Address.optional().describe("the interface's address that is asked; its first one without"),
  protocol: z.enum(['icmp', 'tcp', 'udp']).default('icmp').describe('icmp: an echo request'),
  port: z.int().min(1).max(65_535).optional().describe('of TCP or UDP'),
};

export const LiveQuestion = {
  host: HostName,
  interface: z.string().refine(isInterfaceName, "must be an interface's name").describe('such as eth1'),
  from: z
    .union([Address, HostName])
    .optional()
    .describe('a host of list_hosts, which then sends the probe, or the address of whoever sends by itself'),
  ...Flow,
};

export const PastedQuestion = {
  console: z
    .string()
    .min(1)
    .max(2_000_000)
    .describe('what a terminal showed: prompts with commands and their outputs, in any order'),
  host: HostName.optional().describe('which host of the paste is asked about; found without'),
  interface: LiveQuestion.interface.optional().describe('found in the paste without'),
  from: Address.optional().describe('who sends; found in the paste without'),
  to: Flow.to,
  protocol: Flow.protocol.optional(),
  port: Flow.port,
};

/** The request of a live question. Throws where the agent may not ask it. */
export function requestOf(
  parts: AgentParts,
  question: z.output<z.ZodObject<typeof LiveQuestion>>,
): TriageRequest {
  const { settings } = parts;
  const { host, interface: iface, from, to, protocol, port } = question;
  refuseHidden(parts, host);
  if ((protocol === 'icmp') !== (port === undefined))
    throw usage(
      'option-invalid',
      'A port belongs to TCP and UDP, and they need one.',
      'Name both, or neither.',
    );
  const { probeFrom } = settings.rulesFor(host);
  const sender = from ?? usualProber(settings, host);
  const isAddress = Address.safeParse(sender).success;
  if (sender !== undefined && !isAddress) {
    if (!probeFrom) refuseHidden(parts, sender);
    checkProber(settings, host, sender, probeFrom);
  }
  return {
    ...{ host, interface: iface, protocol },
    ...(to === undefined ? {} : { to }),
    ...(port === undefined ? {} : { port }),
    ...(sender === undefined
      ? {}
      : { from: isAddress ? { kind: 'address', address: sender } : { kind: 'host', host: sender } }),
  };
}

/** Throws where the agent may not ask about that host, or there is none. */
export function refuseHidden({ config, agent }: AgentParts, name: string): void {
  if (sees(config, agent, name)) return;
  throw usage(
    'host-unknown',
    `There is no host ${name} that this agent may ask about.`,
    'list_hosts has those that it may.',
  );
}

/** Whether rulesets, routes, packets and commands of a host stay in the store. */
export function isWithheld({ config }: AgentParts, host: string): boolean {
  return teamRulesFor(config, resolveHost(config, host)).evidence === 'store';
}

/** What an agent asked wrongly. */
export function usage(code: string, message: string, nextStep: string): RoundtripError {
  return new RoundtripError(code, message, nextStep, { exitStatus: EXIT.usage });
}
