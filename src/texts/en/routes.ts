import type { RouteMessages } from '../../analyzer/model/index.ts';
import type { Sentences } from '../sentences.ts';

const MARTIANS = {
  'no-host-address': ({ source }: { source: string }) => `${source} cannot be a host's address`,
  'zero-network': ({ source }: { source: string }) =>
    `${source} is a valid source for the limited broadcast only`,
  loopback: ({ source, device }: { source: string; device: string }) =>
    `${source} is a loopback address, and route_localnet is off on ${device}`,
};

export const routeSentences: Sentences<RouteMessages> = {
  'source.same-interface': ({ source, device }) => `the route back to ${source} uses ${device}`,
  'source.other-interface': ({ source, device, way }) =>
    `the route back to ${source} uses ${way}, not ${device}`,
  'source.mode-accepts': ({ source, way, mode }) =>
    `the route back to ${source} uses ${way}, but rp_filter is ${mode}`,
  'source.off': () => 'rp_filter is 0',
  'source.off-without-way-back': ({ source }) => `no route back to ${source}, but rp_filter is 0`,
  'source.accept-local': () => 'accept_local is set',
  'source.not-checked': () => 'the kernel does not check the source here',
  'source.no-route': ({ source }) => `no route back to ${source}`,
  'source.route-rejects': ({ source }) => `a route or rule rejects traffic back to ${source}`,
  'source.not-unicast': ({ source, type }) => `the route back to ${source} is of type ${type}`,
  'source.own-address': ({ source }) => `${source} is one of this host's own addresses`,
  'source.martian': (packet) => MARTIANS[packet.martian](packet),
  'source.no-ingress-address': ({ device }) => `${device} has no IPv4 address`,
};
