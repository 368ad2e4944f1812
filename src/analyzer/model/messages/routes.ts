/** What the route model says: source validation and the way back. `device` is the one that the packet came in on. */
export type RouteMessages = {
  /** The way back to the source uses the interface that it came in on. */
  'source.same-interface': { source: string; device: string };
  /** Strict mode, and the way back is another. */
  'source.other-interface': { source: string; device: string; way: string };
  /** The way back is another, and the mode takes that. */
  'source.mode-accepts': { source: string; way: string; mode: 0 | 2 };
  'source.off': Record<never, never>;
  'source.off-without-way-back': { source: string };
  'source.accept-local': Record<never, never>;
  'source.not-checked': Record<never, never>;
  'source.no-route': { source: string };
  'source.route-rejects': { source: string };
  'source.not-unicast': { source: string; type: string };
  'source.own-address': { source: string };
  'source.martian': {
    source: string;
    device: string;
    martian: 'no-host-address' | 'zero-network' | 'loopback';
  };
  'source.no-ingress-address': { device: string };
};
