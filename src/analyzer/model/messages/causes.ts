import type { Cause } from '../diagnosis.ts';
import type { OwnPing } from '../flow.ts';
import type { InterfaceTrace } from '../host/traces.ts';
import type { Rule } from '../host-state.ts';
import type { RuleListing } from '../ruleset.ts';

/** Who, where and what: what every sentence about a diagnosis can name. */
export type Scene = {
  host: string;
  /** The interface that was asked about, and the one that the requests were seen on. */
  interface: string;
  ingress: string;
  to: string;
  /** The interface that has the asked address, where the requests come in on another one. */
  holder?: string;
  /** The sender's address as the host sees it; absent where nobody is known. */
  from?: string;
  /** The sender's name, else its address, else absent. */
  peer?: string;
  protocol: 'icmp' | 'tcp' | 'udp';
  port?: number;
  family: 4 | 6;
  /** What comes in are the replies to the host's own ping. */
  own?: OwnPing;
};

/** A packet filter's rule, by its place. */
export type RulePlace = {
  listing: RuleListing;
  family: string;
  table: string;
  chain: string;
  /** The rule as its listing prints it: text from a host, shown and never read. */
  text: string;
  /** The table is of iptables' older kind. */
  legacy?: true;
  /** The program whose rule it is, told by names: firewalld, ufw, docker … */
  owner?: string;
};

/** What a packet filter did, and how it is known. */
/** How the kernel tells that it refuses a source: a martian in its log, its answer to `ip route get`, its counter. */
export type Refusal = 'log' | 'oracle' | 'counter';

export type FilterFacts = {
  hook: 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';
  verdict: 'drop' | 'reject';
  rule?: RulePlace;
  /** The chain's policy did it, no rule. */
  policy?: boolean;
  /** By how much the rule's counter rose while so many requests came. */
  rose?: { packets: number; requests: number };
  /** Prefix of the kernel log's line that told of it. */
  logged?: string;
  /** The sender was told that it is prohibited, or the host was seen telling it. */
  told?: boolean;
  /** The filter was not shown: nothing but the silence speaks for it. */
  notShown?: boolean;
};

/** A counter or log that says where packets are lost. */
export type LossSign = {
  sign: 'errors' | 'dropped' | 'flapping' | 'checksum';
  counter: string;
  count: number;
  device?: string;
};

/** What can drop a packet beside the packet filter, by its place. `to`: the device that a tc filter redirects to. */
export type DroppingProgram =
  | { kind: 'xdp'; mode: string; device: string }
  | { kind: 'tc'; filter: string; name?: string; hook: 'ingress' | 'egress'; device: string; to?: string }
  | { kind: 'queue'; queue: string; device: string };

/** The rule or route that rejects. */
export type RejectingEntry =
  | { entry: 'rule'; preference: number; action: string }
  | { entry: 'route'; type: string; destination: string; table: string }
  | { entry: 'not-told' };

/**
 * What a router's ICMP error says (RFC 792, RFC 1812 5.2.7.1, RFC 4443 3.1): nobody answered for the address on the router's link,
 * it has no route, a rule forbids it, the hop limit ran out, or the source's scope does not reach so far.
 */
export type RouterSays =
  | 'host-unreachable'
  | 'network-unreachable'
  | 'prohibited'
  | 'time-exceeded'
  | 'beyond-scope';

/** What each cause knows of its case: the parameters of its sentences. */
export type CauseFacts = {
  'request-not-arriving':
    | { how: 'sent' | 'asks-link' | 'not-watched'; sent?: number; error?: string }
    | {
        how: 'router-said';
        router: string;
        says: RouterSays;
        /** No address of the sender is known, so that it may be the sender's own kernel that said it. */
        perhapsSender?: true;
      };
  'sender-side': {
    how:
      | 'no-route'
      | 'no-source'
      | 'not-permitted'
      | 'no-neighbour'
      | 'wrong-neighbour'
      | 'vpn'
      | 'nothing-sent'
      | 'dropped-answer'
      | 'own-filter';
    error?: string;
    /** The rule of its own packet filter that drops the answer, or the request. */
    rule?: RulePlace;
    /** The hardware address of an entry that is wrong. */
    mac?: string;
    /** The VPN's interface, or the one on whose link the sender looks for the address. */
    device?: string;
  };
  'packet-loss': { sent: number; received: number; low: number; high: number; signs: LossSign[] };
  'interface-down': {
    why: 'not-up' | 'no-carrier' | 'operstate' | 'gone';
    operstate?: string;
    /** Where it is gone: the interfaces that there are, and what still speaks of it. */
    others?: string[];
    traces?: InterfaceTrace[];
  };
  'address-missing': {
    has: string[];
    how: 'none' | 'other' | 'no-ingress-address';
    /** The configuration that moves it between nodes, or that another node may hold it. */
    floating?: string | true;
  };
  'wrong-prefix-length': {
    side: 'host' | 'sender';
    local: string;
    prefixLength: number;
    device?: string;
    /** The address that is taken for a neighbour. */
    neighbour: string;
    router?: string;
    own?: string;
  };
  'arp-flux': { holder: string; other: string; network: string };
  'arp-rejected-by-rp-filter': {
    how: 'asked' | 'sender-found-nobody' | 'router-found-nobody';
    asker: string;
    ways: string[];
    noRoute?: boolean;
  };
  'arp-not-answered': {
    /**
     * `not-shown`: the question is not answered, and no setting or rule was shown that says why. `NOARP`: ARP is turned off on
     * the interface.
     */
    by: 'arp_ignore' | 'arp_filter' | 'filter' | 'not-shown' | 'NOARP';
    asker?: string;
    setting?: string;
    rule?: RulePlace;
  };
  'address-elsewhere': {
    /** It claims the address, the sender got answers that were not this host's, or the virtual router here is backup. */
    how: 'claimed' | 'answered' | 'backup';
    mac?: string;
    intent?: string;
  };
  'duplicate-address': {
    how: 'dadfailed' | 'seen-on-link' | 'sender-was-told' | 'logged' | 'also-configured';
    mac?: string;
    /** The other host that has it too, where it was shown. */
    other?: string;
    device: string;
    both?: boolean;
  };
  'firewall-drop': FilterFacts;
  'firewall-rp-filter': FilterFacts;
  'published-port-reverse-path': {
    destination: string;
    /** Where the container's address was not shown: its network, and its name. */
    network?: string;
    container?: string;
    port?: number;
    ways: string[];
    /** The request is taken, and its answer leaves by that way: seen leaving, or as the routes say. */
    leaves?: 'seen' | 'routed';
    bridge?: string;
    rule?: Rule;
  };
  /** Without numbers the kernel log alone tells. */
  'conntrack-full': { count?: number; max?: number; logged: boolean };
  'bpf-or-tc-drop': {
    programs: DroppingProgram[];
    direction: 'in' | 'out';
    /** They do drop it, by what they match or count; else they may. */
    decided?: true;
  };
  'strict-rp-filter': {
    /** The devices of the way back. */
    ways: string[];
    /** `all` and the interface's own value; absent where not shown. */
    all?: string;
    own?: string;
    /** The answer itself would go back by the interface, by its mark, which the check ignores. */
    byMark?: boolean;
    /** How the refusal itself was told, where it was. */
    told?: Refusal;
  };
  'no-return-route': { refused: boolean };
  'route-rejects': RejectingEntry & { error?: string };
  'source-is-own-address': { device?: string };
  'vrf-mismatch':
    | { vrf: string; outside: string }
    /** The VRFs of the interface and of the socket that waits on the port; absent = outside every VRF. */
    | { port: number; vrf?: string; socketVrf?: string; setting?: string };
  'address-not-local': { destination: string; translated: boolean; forwards: boolean };
  'echo-ignored': {
    setting: string;
    /** The request goes to a broadcast or multicast address. */
    everybody?: true;
    /** The setting was not shown: the counters tell that ICMP took the requests and answered none. */
    counted?: true;
  };
  'not-listening': { refused: boolean; boundTo: string[] };
  /** Connections that wait to be accepted, how many may, and by how much ListenOverflows rose. */
  'listen-queue-full': { waiting?: number; limit?: number; rose?: number };
  'ipsec-policy': {
    direction: 'in' | 'out';
    /** The kernel's counter of it, and by how much it rose. */
    counter?: string;
    rose?: number;
    /** The policy's selector, and whether it lets nothing through, protected or not. */
    source?: string;
    destination?: string;
    blocks?: boolean;
  };
  'reply-rate-limited': {
    by: 'icmp_ratelimit' | 'icmp_msgs_per_sec' | 'rule';
    setting?: string;
    rule?: RulePlace;
  };
  'policy-rule-shadowed': { rule: Rule; decider?: Rule };
  'policy-table-empty': { rule: Rule; table: string; empty: boolean };
  'policy-rule-missing': {
    /** An address, or a network, that has a rule, and its interface where that is shown. */
    sibling?: string;
    siblingDevice?: string;
    /** A table of its own that leads back by the interface, and that no rule looks up. */
    table?: string;
  };
  'main-rule-missing': Record<never, never>;
  'policy-table-hides-connected': { rule: Rule; table: string; towards: string; prefix?: string };
  'vpn-captures-reply': { rule: Rule; device: string };
  'duplicate-connected-prefix': { prefix: string; device: string };
  'gateway-unreachable': { gateway: string; device: string; table?: string };
  'neighbour-wrong': {
    address: string;
    device: string;
    mac: string;
    state: string;
    /** Another hardware address that claims the next hop's address. */
    other?: string;
    /** The one that the requests come from. */
    carrier?: string;
  };
  'reply-leaves-other-interface': {
    device: string;
    /** Several next hops: all devices that the answer may leave by; a hash over the flow decides. */
    ways?: string[];
    /** Whether answers were seen leaving there; else the routes say so. */
    seen: boolean;
    missed: boolean;
    /** The next hop there was asked for in the name of this address of another interface, and does not answer. */
    gateway?: string;
    borrowed?: string;
  };
  'udp-source-mismatch': { source: string; device?: string };
  'mtu-blackhole': {
    /** Whose packets vanish. */
    who: string;
    command?: string;
    /** Bytes of payload that pass, and that vanish. */
    passes?: number;
    lost?: number;
    /** What of a connection, or of several questions by UDP, shows it; absent where pings do. */
    seen?: 'resent' | 'hole' | 'standstill' | 'ceases' | 'large-alone';
  };
  /** `stated`: a person writes that no answer comes, and nothing shows it. */
  'answered-but-lost': { device?: string; reachedSender: boolean; answers?: number; stated?: true };
  healthy: {
    how: 'returned' | 'left' | 'refused' | 'expected';
    device?: string;
    other?: boolean;
    /** The link went and came back meanwhile or before, as a counter or the log says. */
    flaps?: { device: string; counter: string; count: number };
    /** Milliseconds of an answer that came late. */
    late?: number;
    answers?: number;
  };
  inconclusive: {
    nothingFound: boolean;
    overloaded?: true;
    /** What was seen, or is foretold, and speaks for one cause without deciding it. */
    lead?: Told;
  };
};

/** A cause with what it knows of its case. */
export type Told = { [C in Cause]: { cause: C; facts: CauseFacts[C] } }[Cause];

/** The reason that one claim gives. */
export type CauseMessages = { claim: { told: Told; scene: Scene } };
