import type { Leg, Legs, Line } from './legs.ts';

/** What a circle on the way, or before the title, says: by its sign and its border, and by its colour. */
export type Mark = 'stop' | 'probable-stop' | 'question' | 'ok';

/** What stands beside the way, at the place that it is about. */
export type Callout = {
  leg: Leg;
  mark: Mark;
  heading: string;
  reason: string;
  /** How the way goes on behind it. */
  behind: Line;
};

/** An interface's box: its name and what stands beside it, its addresses. */
export type InterfaceView = {
  name: string;
  notes: readonly string[];
  addresses: readonly { text: string; asked: boolean }[];
};

/** Where the reply leaves: by the interface of the request, by another one, nowhere, or nobody knows. */
export type Egress =
  | { kind: 'same' }
  | { kind: 'other'; interface: InterfaceView }
  | { kind: 'none' | 'open'; text: string };

/** What is drawn, in words and places, without coordinates. */
export type View = {
  mark: Mark;
  outcome: string;
  flow: string;
  sender: { name: string; address?: string };
  /** The routers that request and reply come by; `''` where its address is not known. */
  routers: { label: string; request?: string; reply?: string };
  host: string;
  ingress: InterfaceView;
  egress: Egress;
  /** Whether a way from the host back to the sender is drawn: without a route there is none, nor for what stays on the host. */
  hasWayBack: boolean;
  legs: Legs;
  callout?: Callout;
  request: string;
  reply: string;
  answerer: string;
  /** Interfaces that the flow does not pass. */
  others: string;
  /** What the kinds of lines mean. */
  legend: Record<Line, string>;
  /** What to run to know more. */
  settles?: { label: string; command: string };
};
