import type { Watch, Watched } from '../triage/index.ts';
import type { Connection } from './connect.ts';
import { readCollected } from './read-collected.ts';
import { Readiness } from './readiness.ts';
import { runScript, type ScriptRun } from './script-run.ts';
import { Sighting } from './sighting.ts';

export type WatchOptions = {
  signal?: AbortSignal;
  onProgress?: (text: string) => void;
  onState?: (early: Watched) => void;
};

const IF_LOST = 'Check that the host is up, and ask again; looking changes nothing there.';

/** The sender is done: a last answer may still be on its way (milliseconds). */
const GRACE_AFTER_PROBE = 150;
/** An answer was seen: what belongs to it comes at once. */
const GRACE_AFTER_REPLY = 250;
/** A request without an answer for so long has none coming. */
const GRACE_AFTER_REQUEST = 2000;
/** How many packets a probe sends (roundtrip-host.sh). */
const PROBE_PACKETS = 3;
/** A host that answers does so within this time of the request's arrival; on the way an answer may take longer. */
const ANSWER_LIMIT = 300;
/** A probe that says nothing for so long is taken for ended. */
const PROBE_LIMIT = 8000;

/** One look: the two runs, and what each must hear from the other. */
export class WatchRun {
  readonly #watch: Watch;
  readonly #options: WatchOptions;
  readonly #target: Promise<Connection>;
  readonly #peer: Promise<Connection> | undefined;
  readonly #readiness = { target: new Readiness(), peer: new Readiness() };
  readonly #flow = Promise.withResolvers<string>();
  readonly #fate = Promise.withResolvers<void>();
  readonly #noAnswer = Promise.withResolvers<void>();
  readonly #sighting: Sighting;
  #run: ScriptRun | undefined;
  #peerRun: ScriptRun | undefined;
  #to: string | undefined;
  #source: string | undefined;
  #stateAfter: number | undefined;
  #stateTold = false;

  constructor(
    watch: Watch,
    options: WatchOptions,
    target: Promise<Connection>,
    peer: Promise<Connection> | undefined,
  ) {
    this.#watch = watch;
    this.#options = options;
    this.#target = target;
    this.#peer = peer;
    this.#to = watch.to;
    this.#sighting = new Sighting(watch.protocol, watch.port);
  }

  async run(): Promise<Watched> {
    const stop = new Promise<never>((_, reject) => {
      const { signal } = this.#options;
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    stop.catch(() => undefined);
    const target = this.#runTarget();
    const peer = this.#peer === undefined ? undefined : this.#runPeer(this.#peer);
    target.catch(() => undefined);
    peer?.catch(() => undefined);
    const [text, peerText] = await Promise.race([Promise.all([target, peer]), stop]);
    return this.#watched(text, peerText);
  }

  async #runTarget(): Promise<string> {
    const { interface: name, seconds } = this.#watch;
    const run = await runScript(await this.#target, ['observe', name, ...this.#flowWords()], {
      host: this.#watch.host,
      seconds,
      ifLost: IF_LOST,
      onLive: (event, rest) => this.#onTarget(event, rest),
      onSections: () => this.#tellState(),
    });
    this.#run = run;
    if (this.#source !== undefined) run.say(`from ${this.#source}`);
    void this.#fate.promise.then(() => run.say('stop'));
    return run.finished.finally(() => {
      this.#flow.resolve('none');
      this.#readiness.target.resolve();
    });
  }

  #flowWords(to = this.#watch.to): string[] {
    const { fromAddress, protocol, port, seconds, packets } = this.#watch;
    return [
      ...(to === undefined ? [] : ['to', to]),
      ...(fromAddress === undefined ? [] : ['from', fromAddress]),
      ...['proto', protocol],
      ...(port === undefined ? [] : ['port', String(port)]),
      ...['seconds', String(Math.ceil(seconds)), 'packets', String(packets)],
    ];
  }

  #onTarget(event: string, rest: string): void {
    if (event === 'flow') {
      if (rest !== 'none') this.#to = rest;
      this.#flow.resolve(rest);
      // Nothing can arrive at an address that there is not.
      if (rest === 'none') this.#fate.resolve();
    }
    if (event === 'state') {
      this.#stateAfter = Number(rest);
      this.#tellState();
    }
    if (event === 'packet' && this.#to !== undefined)
      this.#onPacket(rest.slice(rest.indexOf(' ') + 1), this.#to);
    this.#readiness.target.hear(event, rest);
    if (event === 'listening') this.#options.onProgress?.(`Listening on ${this.#watch.host} (${rest}).`);
  }

  /** Without a sender of our own, the first answer ends the waiting; a request that stays without one, too. */
  #onPacket(line: string, to: string): void {
    const seen = this.#sighting.look(line, to);
    if (this.#peer !== undefined) this.#noteUnanswered();
    if (this.#peer !== undefined || seen === undefined) return;
    const timer = setTimeout(this.#fate.resolve, seen === 'reply' ? GRACE_AFTER_REPLY : GRACE_AFTER_REQUEST);
    timer.unref();
  }

  /** All of our probe has arrived, and the host sends no answer: none is on its way that the sender could wait for. */
  #noteUnanswered(): void {
    const unanswered = () => this.#sighting.unanswered(this.#source ?? '') >= PROBE_PACKETS;
    if (!unanswered()) return;
    const timer = setTimeout(() => {
      if (unanswered()) this.#noAnswer.resolve();
    }, ANSWER_LIMIT);
    timer.unref();
  }

  async #runPeer(connecting: Promise<Connection>): Promise<string | undefined> {
    const host = this.#watch.probeFrom ?? '';
    const connection = await connecting;
    const to = this.#watch.to ?? (await this.#flow.promise);
    if (to === 'none') return undefined;
    const probed = Promise.withResolvers<void>();
    const run = await runScript(connection, ['probe', to, ...this.#flowWords(undefined).filter(notFrom)], {
      host,
      seconds: this.#watch.seconds,
      ifLost: IF_LOST,
      onLive: (event, rest) => {
        if (event === 'source' && rest !== 'none') this.#learnSource(rest);
        if (event === 'probed') probed.resolve();
        this.#readiness.peer.hear(event, rest);
      },
    });
    this.#peerRun = run;
    const finished = run.finished.finally(() => this.#readiness.peer.resolve());
    finished.catch(() => this.#fate.resolve());
    void this.#probe(run, host, to, probed.promise);
    return finished;
  }

  async #probe(run: ScriptRun, host: string, to: string, probed: Promise<void>): Promise<void> {
    await Promise.all([this.#readiness.target.ready, this.#readiness.peer.ready]);
    this.#options.onProgress?.(`Sending a probe from ${host} to ${to}.`);
    run.say('go');
    const fate = await Promise.race([
      probed.then(() => 'ended'),
      this.#noAnswer.promise.then(() => 'unanswered'),
      delay(PROBE_LIMIT).then(() => 'silent'),
    ]);
    if (fate === 'ended') await delay(GRACE_AFTER_PROBE);
    run.say('stop');
    this.#fate.resolve();
  }

  #learnSource(address: string): void {
    this.#source = address;
    this.#run?.say(`from ${address}`);
  }

  #tellState(): void {
    const { onState } = this.#options;
    if (!onState || !this.#run || this.#stateTold || this.#stateAfter === undefined) return;
    const text = this.#run.soFar();
    if (countSections(text) < this.#stateAfter) return;
    this.#stateTold = true;
    onState(this.#watched(text, this.#peerRun?.soFar()));
  }

  #watched(text: string, peerText: string | undefined): Watched {
    const { host, probeFrom } = this.#watch;
    const from = this.#watch.fromAddress ?? this.#source ?? this.#sighting.requester;
    return {
      observation: readCollected(text, host),
      ...(peerText === undefined || probeFrom === undefined
        ? {}
        : { peer: readCollected(peerText, probeFrom) }),
      ...(this.#to === undefined ? {} : { to: this.#to }),
      ...(from === undefined ? {} : { from }),
      transcripts: [
        { host, text },
        ...(peerText === undefined || probeFrom === undefined ? [] : [{ host: probeFrom, text: peerText }]),
      ],
    };
  }
}

function notFrom(word: string, at: number, words: readonly string[]): boolean {
  return word !== 'from' && words[at - 1] !== 'from';
}

function countSections(text: string): number {
  return text.match(/^@@ROUNDTRIP \S+ exit /gm)?.length ?? 0;
}

/** Does not keep the process alive: what is waited for has a connection that does. */
function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}
