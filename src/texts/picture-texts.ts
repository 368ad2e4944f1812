import type { Cause, CauseFacts, ProposedRemedy, Scene } from '../analyzer/model/index.ts';

/** How the round trip ends, as the picture's first line says it. */
export type PictureOutcome =
  | 'stopped'
  | 'probably-stopped'
  | 'partly-lost'
  | 'probably-partly-lost'
  | 'refused'
  | 'not-known'
  | 'answered'
  | 'nothing-found'
  | 'repaired'
  | 'depends'
  | 'not-repaired';

/** What a language writes into the picture of a round trip. Every text is short: the picture is 360 pixels wide. */
export type PictureTexts = {
  outcome: Record<PictureOutcome, string>;
  /** The flow in a few words: who asks whom, and how. */
  flow(scene: Scene): string;
  /** What stands in a box or beside a line. */
  label: {
    senderUnknown: string;
    /** What the host's own ping goes to. */
    pingTarget: string;
    router: string;
    addressNotShown: string;
    interfaceNotShown: string;
    wayNotKnown: string;
    noRoute: string;
    noAddress: string;
    down: string;
    noCarrier: string;
    vrf(name: string): string;
    moreAddresses(count: number): string;
    otherInterfaces: string;
    more(count: number): string;
    sameFault(devices: readonly string[]): string;
  };
  /** What goes in, by how many packets were seen; what goes out. */
  request(scene: Scene, seen: number | undefined): string;
  reply(scene: Scene, state: 'leaves' | 'would-leave' | 'none' | 'some' | 'refusal' | 'not-known'): string;
  /** Who answers on the host. */
  answerer(scene: Scene, translatedTo?: { address: string; port?: number | undefined }): string;
  heading: Record<
    'stops' | 'probably-stops' | 'not-known' | 'depends' | 'still-stops' | 'well' | 'well-then',
    string
  >;
  /** What to run to know more, and where. */
  settles(host: string): string;
  /** What the lines mean. */
  legend: Record<'passed' | 'not-known' | 'not-reached', string>;
  /** Why it ends there, in a few words. */
  reason: { [C in Cause]: (facts: CauseFacts[C], scene: Scene) => string };
  /** The parts of what stands in the picture's place for who cannot see it. */
  alternative: {
    now(headline: string, request: string, reply: string): string;
    requestBy(device: string): string;
    replyBy(devices: readonly string[]): string;
    noReply: string;
    replyNotKnown: string;
    after(label: string, outcome: ProposedRemedy['outcome']): string;
  };
};
