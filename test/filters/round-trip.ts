import type { FilterModel, FilterPacket, FilterVerdict } from '../../src/analyzer/filters/index.ts';
import type { KernelModel } from '../../src/analyzer/routes/index.ts';
import type { Request } from './namespaces.ts';

/** What the model says of a request and its answer: the first verdict that is not `accept`, and where it was reached. */
export type RoundTrip = { hook: string; verdict: FilterVerdict };

/** Walks one request through prerouting and input, and its answer through output and postrouting. */
export function roundTrip(model: FilterModel, routes: KernelModel, request: Request): RoundTrip {
  const family = request.to.includes(':') ? 6 : 4;
  const icmp = request.protocol === 'icmp';
  const shared = { family, protocol: icmp && family === 6 ? 'icmpv6' : request.protocol } as const;
  const packet: FilterPacket = {
    ...shared,
    iif: request.iif,
    source: request.from,
    destination: request.to,
    ctState: 'new',
    ...(icmp ? { icmpType: family === 4 ? 8 : 128, icmpCode: 0 } : { destinationPort: request.port ?? 0 }),
  };
  const prerouting = model.evaluate(packet, 'prerouting');
  if (prerouting.verdict !== 'accept') return { hook: 'prerouting', verdict: prerouting };
  const { rewritten } = prerouting;
  const to = rewritten?.destination ?? request.to;
  const port = rewritten?.destinationPort ?? request.port;
  const { ctState: _before, ...stateless } = packet;
  const input = model.evaluate(
    {
      ...stateless,
      ...tracked(prerouting, 'new'),
      destination: to,
      ...(icmp ? {} : { destinationPort: port ?? 0 }),
      mark: prerouting.mark ?? null,
      ctMark: prerouting.ctMark ?? null,
      translated: { source: false, destination: rewritten !== undefined },
    },
    'input',
  );
  if (input.verdict !== 'accept') return { hook: 'input', verdict: input };
  const way = routes.lookup({
    family,
    to: request.from,
    from: to,
    ipproto: icmp ? (family === 4 ? 1 : 58) : 6,
  });
  const answer: FilterPacket = {
    ...shared,
    ...(way.kind === 'route' && way.dev !== undefined ? { oif: way.dev } : {}),
    source: to,
    destination: request.from,
    // An answer to something that was never tracked begins no connection (TCP, ICMP).
    ...(prerouting.untracked === true ? { ctState: 'invalid' as const } : tracked(prerouting, 'established')),
    ctMark: input.ctMark ?? null,
    ...(icmp ? { icmpType: family === 4 ? 0 : 129, icmpCode: 0 } : { sourcePort: port ?? 0 }),
  };
  const output = model.evaluate(answer, 'output');
  if (output.verdict !== 'accept') return { hook: 'output', verdict: output };
  return {
    hook: 'postrouting',
    verdict: model.evaluate(
      { ...answer, mark: output.mark ?? null, ctMark: output.ctMark ?? null },
      'postrouting',
    ),
  };
}

function tracked(
  { untracked }: Pick<FilterVerdict, 'untracked'>,
  state: 'new' | 'established',
): Pick<FilterPacket, 'ctState'> {
  if (untracked === null) return {};
  return { ctState: untracked ? 'untracked' : state };
}
