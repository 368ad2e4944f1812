import { diagnose, type FlowQuestion, flowFor, type Sides, tellSides } from '../analyzer/index.ts';
import type { Address, Diagnosis, Flow, HostState, Observation } from '../analyzer/model/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { readTranscript } from '../transcript/index.ts';

/** What is asked of a transcript; `gateway` is the one that a person named for policy routing. */
export type TranscriptQuestion = FlowQuestion & { gateway?: string };

/**
 * The diagnosis of a pasted transcript. Throws `transcript-empty` where it shows nothing of the interface, and
 * `transcript-too-large` beyond 10 MB.
 */
export function explainTranscript(text: string, question: TranscriptQuestion): Diagnosis {
  const read = readTranscript(text);
  if (read.kind === 'too-large') {
    throw new RoundtripError(
      'transcript-too-large',
      'The transcript is larger than 10 MB.',
      'Paste only the part that matters.',
      { exitStatus: EXIT.usage },
    );
  }
  const sides = tellSides(read.observations, question);
  if (sides) mustHaveInterface(sides.host.state, question.interface);
  const flow = sides && flowIn(sides, question);
  if (!sides || !flow) {
    throw new RoundtripError(
      'transcript-empty',
      `The transcript does not show which address ${question.interface} has.`,
      'Add the output of "ip addr", or name the address with --to.',
      { exitStatus: EXIT.usage },
    );
  }
  const { peer } = sides;
  const host = withNamedAddress(sides.host, question);
  return diagnose({
    host: host.host ?? 'this host',
    flow,
    observation: host,
    probeExpected: peer !== undefined,
    ...(question.gateway === undefined ? {} : { gateway: question.gateway }),
    ...(peer ? { peer, ...(peer.host === undefined ? {} : { peerName: peer.host }) } : {}),
  });
}

/** An address that the interface has and the paste does not tell (masked, say) is the empty one: not known. */
function flowIn({ host, peer }: Sides, question: TranscriptQuestion): Flow | undefined {
  const told = flowFor(host, question);
  if (told) return told;
  const [pinged, ...others] = new Set(peer?.probes.map(({ to }) => to));
  if (pinged !== undefined && others.length === 0) return flowFor(host, { ...question, to: pinged });
  return mentions(host.state, question.interface) ? flowFor(host, { ...question, to: '' }) : undefined;
}

/** Throws `interface-unknown` where the paste lists every interface, and this is none of them. */
function mustHaveInterface({ links, addresses = [], addressesListed, gaps }: HostState, name: string): void {
  const whole = addressesListed?.[4]?.includes('*') && !gaps.some(({ part }) => part === 'addresses');
  const names = [...new Set([...(links ?? []).map((link) => link.name), ...addresses.map(({ dev }) => dev)])];
  if (!whole || names.includes(name)) return;
  throw new RoundtripError(
    'interface-unknown',
    `The transcript shows no interface ${name}.`,
    `Name one of ${names.slice(0, 12).join(', ')}.`,
    { exitStatus: EXIT.usage },
  );
}

function mentions({ links, routes, sysctls }: HostState, name: string): boolean {
  const key = `.${name.replaceAll('.', '/')}.`;
  return (
    links?.some((link) => link.name === name) === true ||
    routes[4]?.some(({ nextHops }) => nextHops.some(({ dev }) => dev === name)) === true ||
    Object.keys(sysctls ?? {}).some((each) => each.includes(key))
  );
}

/** The asker's own word for the address of an interface that the paste shows without one, or hides. */
function withNamedAddress(host: Observation, { to, interface: dev }: TranscriptQuestion): Observation {
  const { addresses = [], addressesListed, gaps } = host.state;
  const whole = addressesListed?.[4]?.some((name) => name === '*' || name === dev);
  const listed = whole && !gaps.some(({ part }) => part === 'addresses');
  const family = to?.includes(':') ? 6 : 4;
  const known = listed || addresses.some((address) => address.dev === dev && address.family === family);
  if (to === undefined || known || host.evidence.length === 0 || !mentions(host.state, dev)) return host;
  const connected = (host.state.routes[family] ?? []).find(
    ({ protocol, type, prefsrc, nextHops }) =>
      protocol === 'kernel' && type === 'unicast' && prefsrc === undefined && nextHops[0]?.dev === dev,
  );
  const length = Number(connected?.destination.split('/')[1]);
  if (!Number.isInteger(length)) return host;
  const named = {
    dev,
    family,
    local: to,
    prefixLength: length,
    scope: 'global',
    flags: [],
  } satisfies Address;
  return { ...host, state: { ...host.state, addresses: [...addresses, named] } };
}
