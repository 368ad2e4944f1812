import {
  ANY_SENDER,
  type Flow,
  holdersOf,
  type Observation,
  type Scene,
  type Stated,
} from '../model/index.ts';

/** What a diagnosis is made from. */
export type DiagnoseInput = {
  /** The host's name as people call it. */
  host: string;
  flow: Flow;
  /** What the asked host showed. */
  observation: Observation;
  /** What the sender's side showed, where it could be looked at. */
  peer?: Observation;
  /** The sender's name, where it has one. */
  peerName?: string;
  /** Whether somebody is known to have been sending while the capture listened. */
  probeExpected: boolean;
  /** Gateway that a person named for policy routing. */
  gateway?: string;
  /** Gateway that an earlier look found: taken where this one shows nothing that tells another. */
  gatewayBefore?: string;
  /** Other interfaces that the remedies are to repair in the same change. */
  alongside?: readonly Alongside[];
  /** Hosts that run a kubelet may be changed too. */
  kubelets?: boolean;
  /** Other flows of this host that are known to be answered: another address, port or sender. */
  working?: readonly Flow[];
  /** Other flows of this host that fail alike. */
  failing?: readonly Flow[];
  /** Somebody saw this flow fail, whether or not what they saw can be read as their probe or capture. */
  seenToFail?: boolean;
  /** What machines showed that are neither the asked host nor the sender: a router's log, a neighbour's ARP table. */
  others?: readonly Observation[];
  /** A sentence of the asker's that says of this flow that no answer comes back. */
  stated?: Stated;
  /** What was shown under another host's prompt and stands for this one's: a key or part, and that host. */
  attributed?: readonly Attribution[];
};

/** Another interface of the host: its flow by the same sender, and what a look at it showed. */
type Alongside = Pick<DiagnoseInput, 'flow' | 'observation' | 'peer' | 'probeExpected'>;

/** Part of a host's state that was shown under another host's prompt, and stands for this one's. */
type Attribution = { part: string; keys: readonly string[]; host: string };

/** What was asked: the flow in question, and what the asker told beside it. */
export type Asked = {
  host: string;
  /** The sender's name, else its address, else ANY_SENDER. */
  peerName: string;
  /** With `from` filled in from the packets where the asker did not name it. */
  flow: Flow;
  family: 4 | 6;
  scene: Scene;
  /** The sender that the asker named, where it is an address. */
  namedSender?: string;
  /** The sender's address; ANY_SENDER where nobody is known. */
  sender: string;
  /** The asker named no sender and no packet shows one: a sender beyond the router stands in. */
  senderAssumed: boolean;
  probeExpected: boolean;
  kubelets: boolean;
  working: readonly Flow[];
  failing: readonly Flow[];
  /** A sentence that says of this flow that no answer comes back. */
  stated?: Stated;
  /** Settings and parts that were shown under another host's prompt. */
  attributed: readonly Attribution[];
  /** Somebody saw this flow fail. */
  seenToFail: boolean;
};

/** The question, with the sender that the packets show (`from`) and the device that they came in by. */
export function askedOf(
  input: DiagnoseInput,
  family: 4 | 6,
  from: string | undefined,
  ingress: string,
): Asked {
  const { host, peerName } = input;
  const flow: Flow = from === undefined ? input.flow : { ...input.flow, from };
  const { interface: device, to, protocol, port } = flow;
  const holders = holdersOf(input.observation.state, to);
  const [holder] = ingress === device || holders.includes(ingress) ? [] : holders;
  return {
    host,
    peerName: peerName ?? from ?? ANY_SENDER,
    flow,
    family,
    scene: {
      ...{ host, interface: device, ingress, to, protocol, family },
      ...(from === undefined ? {} : { from }),
      ...(holder === undefined ? {} : { holder }),
      ...(peerName === undefined ? {} : { peer: peerName }),
      ...(port === undefined ? {} : { port }),
      ...(flow.own === undefined ? {} : { own: flow.own }),
    },
    sender: from ?? ANY_SENDER,
    senderAssumed: from === undefined,
    probeExpected: input.probeExpected,
    kubelets: input.kubelets ?? false,
    working: input.working ?? [],
    failing: input.failing ?? [],
    attributed: input.attributed ?? [],
    ...(input.stated === undefined ? {} : { stated: input.stated }),
    seenToFail: input.seenToFail ?? false,
    ...(input.flow.from === undefined ? {} : { namedSender: input.flow.from }),
  };
}
