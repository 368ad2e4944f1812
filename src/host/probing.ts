import { randomInt } from 'node:crypto';
import type { Protocol } from '../analyzer/model/index.ts';
import type { ProgressMessage } from '../texts/index.ts';
import type { CaptureLog } from './capture-log.ts';
import { delay, inTime, now } from './clock.ts';
import type { ProbeEnd, ProbeLog, SentProbe } from './probe-log.ts';
import type { ScriptRun } from './script-run.ts';
import type { Ours, Sighting } from './sighting.ts';

/** Packets of the first probe, and of the rounds after it where some of them are lost or none arrives. */
const FIRST_ROUND = 3;
const SECOND_ROUND = 10;
const THIRD_ROUND = 30;

/** Milliseconds. The kernel answers or refuses at once; by then its counters say which, wherever the answer waits on its way out. */
const ANSWER_LIMIT = 100;
/** A program takes longer than the kernel. */
const PROGRAM_LIMIT = 1500;
/** What a program received it has printed within this time, also on a busy machine. */
const PRINTING = 1000;
/** Requests that have left for so long and were not seen to arrive: further ones are sent while they are waited for. */
const ARRIVAL_LIMIT = 1000;
/** The time in which the first round's packets leave. */
const SENDING = 400;
/** What large packets are given beyond twice the time that small ones took. */
const LARGE_LIMIT = 1000;
/** No further round is begun after so long. */
const ROUNDS_LIMIT = 20_000;
/** A probe that has not ended after so long hangs: a slow machine begins it late. */
const PROBE_LIMIT = 65_000;
/** What the captures have still to show comes within this time, also on a busy machine. */
const GRACE = 1200;
const TICK = 20;

/** One of the two hosts that are watched while a probe is under way. */
type Side = { readonly run: ScriptRun; readonly captures: CaptureLog; readonly sighting: Sighting };

export type ProbingParts = {
  readonly protocol: Protocol;
  /** Milliseconds for which a probe waits for its answers. */
  readonly patience: number;
  readonly target: Side;
  readonly peer: Side & { readonly probes: ProbeLog; readonly address: string | undefined };
  /** What the target said last of its counters since the look began: answers that ICMP made, and packets refused. */
  readonly counted: () => Promise<{ answers: number; refused: number } | undefined>;
  readonly onProgress: (said: ProgressMessage) => void;
};

/** Sends the probes, and decides when their fate is known. */
export class Probing {
  readonly #parts: ProbingParts;
  /** What the rounds' packets are known by: ICMP ids, or ports of the range that kernels choose from. */
  readonly #exchanges = new Set<number>();
  readonly #started = now();
  #sent = 0;
  /** When the first round was seen to have left. */
  #left: number | undefined;
  /** When a datagram that answers has been printed. */
  #printed: number | undefined;
  /** When the counters are worth looking at; 0 while something is still to arrive. */
  #countAfter = 0;

  constructor(parts: ProbingParts) {
    this.#parts = parts;
  }

  /** Resolves when no more is to be learned: every probe has ended, and the captures have shown what they must. */
  async run(): Promise<void> {
    const { peer, protocol } = this.#parts;
    const answers = protocol === 'icmp' ? countAnswers(await this.#ping()) : await this.#attempt();
    peer.run.say('interrupt');
    await inTime(peer.probes.ended(), GRACE);
    await this.#captured(answers);
  }

  /** @returns how many answers its packets got: a connection that is refused has one, too */
  async #attempt(): Promise<number> {
    const { protocol, patience } = this.#parts;
    const probe = this.#send(1);
    const end = await this.#fate(probe);
    const inTime = now() - probe.from < patience;
    return protocol === 'tcp' && end !== undefined && (end.status === 0 || inTime) ? 1 : 0;
  }

  async #ping(): Promise<(ProbeEnd | undefined)[]> {
    const first = this.#send(FIRST_ROUND);
    let second: SentProbe | undefined;
    const end = await this.#fate(first, () => {
      if (second !== undefined || !this.#noneArrives(first)) return;
      this.#parts.onProgress({ key: 'progress.more-probes', so: 'none-arrived', more: SECOND_ROUND });
      second = this.#send(SECOND_ROUND);
    });
    if (second !== undefined) return [end, await this.#lateRound(end, second)];
    if (end?.received === 0 && this.#lostOnTheWay()) return [end, await this.#afterErrors()];
    if (isPartial(end)) return [end, ...(await this.#moreRounds())];
    return isWhole(end) ? [end, await this.#large(first)] : [end];
  }

  /** Further packets were sent while nothing arrived. Where all of the first were in vain, these are not waited for. */
  async #lateRound(first: ProbeEnd | undefined, second: SentProbe): Promise<ProbeEnd | undefined> {
    if (first?.received === 0 && this.#seen().asked === 0) return undefined;
    return this.#fate(second);
  }

  /**
   * All of the first were given back as errors, and none was seen to arrive: a router may have given them up with what it had
   * asked its link before the capture listened. Further ones make it ask again.
   */
  #afterErrors(): Promise<ProbeEnd | undefined> {
    this.#parts.onProgress({ key: 'progress.more-probes', so: 'none-arrived', more: SECOND_ROUND });
    return this.#fate(this.#send(SECOND_ROUND));
  }

  /** Some were lost: more of them show whether that is chance. */
  async #moreRounds(): Promise<(ProbeEnd | undefined)[]> {
    const { onProgress } = this.#parts;
    onProgress({ key: 'progress.more-probes', so: 'some-answered', more: SECOND_ROUND });
    const probe = this.#send(SECOND_ROUND);
    const second = await this.#fate(probe);
    if (isWhole(second)) return [second, await this.#large(probe)];
    if (now() - this.#started > ROUNDS_LIMIT) return [second];
    onProgress({ key: 'progress.more-probes', so: 'some-answered', more: THIRD_ROUND });
    return [second, await this.#fate(this.#send(THIRD_ROUND))];
  }

  /** Large packets have as long as small ones needed, and more. */
  async #large(small: SentProbe): Promise<ProbeEnd | undefined> {
    const took = now() - small.from - SENDING;
    const large = this.#send('large');
    return inTime(large.done, LARGE_LIMIT + 2 * Math.max(0, took));
  }

  #send(count: number | 'large'): SentProbe {
    const { peer, protocol } = this.#parts;
    const exchange = protocol === 'icmp' ? randomInt(1, 0x10000) : randomInt(32_768, 61_000);
    this.#exchanges.add(exchange);
    if (count !== 'large') this.#sent += count;
    const probe = peer.probes.begin();
    peer.run.say(`go ${count} ${exchange}`);
    return probe;
  }

  /** How a probe ends; undefined where it is known before that no answer comes. */
  async #fate(probe: SentProbe, meanwhile: () => void = () => undefined): Promise<ProbeEnd | undefined> {
    let end: ProbeEnd | undefined;
    void probe.done.then((ended) => {
      end = ended;
    });
    while (end === undefined && now() - probe.from < PROBE_LIMIT) {
      await inTime(probe.done, TICK);
      if (end === undefined && ((await this.#noAnswerComes()) || this.#datagramAnswered())) return undefined;
      if (end === undefined) meanwhile();
    }
    return end;
  }

  /** All of ours arrived, none was answered, and the host's own counters say that it made no answer that could be on its way. */
  async #noAnswerComes(): Promise<boolean> {
    const { protocol, counted } = this.#parts;
    const { asked, answered } = this.#seen();
    if (asked < this.#sent || answered > 0) {
      this.#countAfter = 0;
      return false;
    }
    if (this.#countAfter === 0) {
      this.#countAfter = now() + (protocol === 'udp' ? PROGRAM_LIMIT : ANSWER_LIMIT);
      return false;
    }
    if (now() < this.#countAfter) return false;
    if (protocol === 'udp') return true;
    this.#countAfter = now() + PROGRAM_LIMIT;
    const counters = await counted();
    if (counters === undefined) return false;
    return protocol === 'icmp' ? counters.answers === 0 : counters.refused >= asked;
  }

  /** A program that sends datagrams goes on waiting for more after the answer; what came is printed by then. */
  #datagramAnswered(): boolean {
    const { protocol, peer } = this.#parts;
    if (protocol !== 'udp' || peer.sighting.count(this.#ours()).answered === 0) return false;
    this.#printed ??= now() + PRINTING;
    return now() >= this.#printed;
  }

  /** The first round has left, and none of it was seen to arrive in time by a capture that listens. */
  #noneArrives(first: SentProbe): boolean {
    const { target, peer } = this.#parts;
    if (!target.captures.listening || this.#seen().asked > 0) return false;
    if (!peer.captures.listening) return now() - first.from > SENDING + ARRIVAL_LIMIT;
    if (peer.sighting.count(this.#ours()).asked >= FIRST_ROUND) this.#left ??= now();
    return this.#left !== undefined && now() - this.#left > ARRIVAL_LIMIT;
  }

  /** All of the first round were seen to leave, and none to arrive. */
  #lostOnTheWay(): boolean {
    const { target, peer } = this.#parts;
    const left = peer.sighting.count(this.#ours()).asked;
    return target.captures.listening && this.#seen().asked === 0 && left >= FIRST_ROUND;
  }

  #seen(): { asked: number; answered: number } {
    return this.#parts.target.sighting.count(this.#ours());
  }

  #ours(): Ours {
    const { probes, address } = this.#parts.peer;
    return probes.named ? { exchanges: this.#exchanges } : { source: address };
  }

  /** Waits until the captures that listen have shown the answers that the probes got. */
  async #captured(answers: number): Promise<void> {
    const { target, peer } = this.#parts;
    const until = now() + GRACE;
    const lacks = ({ captures, sighting }: Side) =>
      captures.listening && sighting.count(this.#ours()).answered < answers;
    while ((lacks(target) || lacks(peer)) && now() < until) await delay(TICK);
  }
}

function countAnswers(ends: readonly (ProbeEnd | undefined)[]): number {
  return ends.reduce((sum, end) => sum + (end?.received ?? 0), 0);
}

function isWhole(end: ProbeEnd | undefined): boolean {
  return end?.received !== undefined && end.received > 0 && end.received === end.sent;
}

function isPartial(end: ProbeEnd | undefined): boolean {
  return end?.received !== undefined && end.received > 0 && !isWhole(end);
}
