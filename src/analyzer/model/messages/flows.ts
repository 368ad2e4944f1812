/** What a policy rule asks for beside addresses; `tos`: the whole octet, `uid`: a user id, the others as numbers of the protocols. */
export type FlowTraits = {
  uid?: number;
  mark?: number;
  iif?: string;
  oif?: string;
  tos?: number;
  ipproto?: number;
  sport?: number;
  dport?: number;
};

/** A flow that is known on a host. `beyond`: the other end stands for anyone beyond the router. */
export type NamedFlow =
  /** The answers on the connection that carried the collection. */
  | { kind: 'own-connection'; client: string; server: string }
  /** What leaves towards `to`; from whatever address the kernel takes where none is named. `traits`: a rule of the host asks for them. */
  | { kind: 'leaves'; from?: string; to: string; beyond: boolean; protocol?: string; traits?: FlowTraits }
  /** What arrives for an address of this host. */
  | { kind: 'arrives'; source: string; destination: string; device: string; beyond: boolean };

/** What the route model says of a flow: equal ways are equal answers. */
export type FlowWay =
  | { kind: 'leaves'; hops: { device: string; gateway?: string }[] }
  | { kind: 'no-way'; error: string }
  | { kind: 'accepted' }
  | { kind: 'refused'; reason?: string }
  | { kind: 'unknown' };

/** What is said of flows: what a plan changes beyond the flow that it is for. */
export type FlowMessages = {
  'flow.name': { flow: NamedFlow };
  'flow.way': { way: FlowWay };
};
