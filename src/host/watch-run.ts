import { covers, emptyObservation, linkOf, tracesOf } from '../analyzer/model/index.ts';
import { RoundtripError } from '../errors.ts';
import type { ProgressMessage } from '../texts/index.ts';
import type { Watch, Watched } from '../triage/index.ts';
import { CaptureLog } from './capture-log.ts';
import { inTime } from './clock.ts';
import type { Connection } from './connection.ts';
import { observeWords, probeWords } from './flow-words.ts';
import { HOLD, Holding } from './holding.ts';
import { interfaceUnknown } from './interface-unknown.ts';
import { ProbeLog } from './probe-log.ts';
import { Probing } from './probing.ts';
import { readCollected } from './read-collected.ts';
import { overloaded, runScript, type ScriptRun } from './script-run.ts';
import { Sighting } from './sighting.ts';

export type WatchOptions = {
  signal?: AbortSignal;
  onProgress?: (said: ProgressMessage) => void;
  /** Called once, when every side is logged in to. */
  onConnected?: () => void;
  onState?: (early: () => Watched | undefined) => void;
  onWaiting?: (hold: (seconds: number) => void) => void;
};

/** Milliseconds. An answer was seen: what belongs to it comes at once. */
const GRACE_AFTER_REPLY = 250;
/** A request without an answer for so long has none coming. */
const GRACE_AFTER_REQUEST = 2000;
/** Where a side is not ready after so long (milliseconds) nothing is sent any more. */
const READY_LIMIT = 60_000;
/** What a side that is too slow still says is waited for (milliseconds). */
const SLOW_LIMIT = 120_000;
/** So much less (seconds) than a look takes its probes wait for answers (program/probe.sh). */
const UNWAITED = 3;
/** So much longer (seconds) than it was asked to listen a slow host may take until it has listed itself (program/reading-time.sh). */
const READING = 60;
/** How long an answer of the host's program to one word may take. */
const WORD_LIMIT = 2000;

/** One look: the two runs, and what each needs of the other. */
export class WatchRun {
  readonly #watch: Watch;
  readonly #options: WatchOptions;
  readonly #target: Promise<Connection>;
  readonly #peer: Promise<Connection> | undefined;
  readonly #captures = { target: new CaptureLog(), peer: new CaptureLog() };
  readonly #probes = new ProbeLog();
  readonly #sighting: { readonly target: Sighting; readonly peer: Sighting };
  readonly #flow = Promise.withResolvers<string>();
  readonly #fate = Promise.withResolvers<void>();
  /** Too slow to be waited for: what was read by then is all that there is. */
  readonly #cut = Promise.withResolvers<void>();
  readonly #slow = { target: false, peer: false };
  readonly #runs: { target?: ScriptRun; peer?: ScriptRun } = {};
  readonly #holding = new Holding((word) => {
    this.#runs.target?.say(word);
    this.#runs.peer?.say(word);
  });
  /** Who waits for an event of the target's run. */
  readonly #awaited = new Map<string, (rest: string) => void>();
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
    const { protocol, port } = watch;
    this.#sighting = { target: new Sighting(protocol, port), peer: new Sighting(protocol, port) };
  }

  async run(): Promise<Watched> {
    const stop = new Promise<never>((_, reject) => {
      const { signal } = this.#options;
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    stop.catch(() => undefined);
    if (this.#peer !== undefined) this.#holding.begin();
    try {
      const target = this.#runTarget();
      const peer = this.#peer === undefined ? undefined : this.#runPeer(this.#peer);
      target.catch(() => undefined);
      peer?.catch(() => undefined);
      void this.#fate.promise.then(() => this.#holding.end());
      const soFar = this.#cut.promise.then(() => this.#readSoFar());
      const [text, peerText] = await Promise.race([Promise.all([target, peer]), stop, soFar]);
      return withInterface(this.#watched(text, peerText), this.#watch);
    } finally {
      this.#holding.end();
    }
  }

  /** A person has to send, and knows it once the capture listens. */
  async #tellWaiting(): Promise<void> {
    await this.#captures.target.ready;
    if (this.#peer !== undefined || !this.#captures.target.listening) return;
    this.#options.onWaiting?.((seconds) => this.#holding.holdFor(seconds));
  }

  async #runTarget(): Promise<string> {
    const { host, seconds } = this.#watch;
    const run = await runScript(await this.#target, observeWords(this.#watch), {
      host,
      seconds: seconds + READING,
      during: 'look',
      onLive: (event, rest) => this.#onTarget(event, rest),
      onSections: () => this.#tellState(),
    });
    this.#runs.target = run;
    void this.#awaitReady('target');
    void this.#tellWaiting();
    void this.#fate.promise.then(() => {
      this.#captures.target.noteStop();
      run.say('stop');
    });
    return run.finished
      .catch((error) => this.#orSoFar('target', run, error))
      .finally(() => {
        this.#flow.resolve('none');
        this.#captures.target.close();
      });
  }

  #onTarget(event: string, rest: string): void {
    if (event === 'flow') {
      // Not before: a shell may take words that follow the program at once for a part of it.
      if (this.#peer !== undefined) this.#runs.target?.say(`hold ${HOLD}`);
      if (this.#source !== undefined) this.#runs.target?.say(`from ${this.#source}`);
      if (rest !== 'none') this.#to = rest;
      this.#flow.resolve(rest);
      // Nothing can arrive at an address that there is not.
      if (rest === 'none') this.#fate.resolve();
    }
    if (event === 'state') {
      this.#stateAfter = Number(rest);
      this.#tellState();
    }
    if (event === 'packet' && this.#to !== undefined) this.#onPacket(packetOf(rest), this.#to);
    this.#captures.target.note(event, rest);
    this.#awaited.get(event)?.(rest);
    if (event === 'listening') {
      const said = { key: 'progress.listening', host: this.#watch.host, device: rest } as const;
      this.#options.onProgress?.(said);
    }
  }

  /** Without a sender of our own, the first answer ends the waiting; a request that stays without one, too. */
  #onPacket(line: string, to: string): void {
    const seen = this.#sighting.target.look(line, to);
    if (this.#peer !== undefined || seen === undefined) return;
    const timer = setTimeout(this.#fate.resolve, seen === 'reply' ? GRACE_AFTER_REPLY : GRACE_AFTER_REQUEST);
    timer.unref();
  }

  async #runPeer(connecting: Promise<Connection>): Promise<string | undefined> {
    const host = this.#watch.probeFrom ?? '';
    const connection = await connecting;
    const to = this.#watch.to ?? (await this.#flow.promise);
    if (to === 'none') return undefined;
    const run = await runScript(connection, probeWords(this.#watch, to), {
      host,
      seconds: this.#watch.seconds + READING,
      during: 'look',
      onLive: (event, rest) => {
        if (event === 'source') this.#runs.peer?.say(`hold ${HOLD}`);
        if (event === 'source' && rest !== 'none') this.#learnSource(rest);
        if (event === 'packet') this.#sighting.peer.look(packetOf(rest), to);
        this.#probes.note(event, rest);
        this.#captures.peer.note(event, rest);
      },
    });
    this.#runs.peer = run;
    void this.#awaitReady('peer');
    const finished = run.finished
      .catch((error) => this.#orSoFar('peer', run, error))
      .finally(() => {
        this.#captures.peer.close();
        this.#probes.close();
      });
    finished.catch(() => this.#fate.resolve());
    const [text] = await Promise.all([finished, this.#probe(run, host, to)]);
    return text;
  }

  /** The probe is sent once the captures of both sides listen; nothing that is under way by then is the probe's. */
  async #probe(run: ScriptRun, host: string, to: string): Promise<void> {
    const captures = Object.values(this.#captures).map(({ ready }) => ready);
    await Promise.race([Promise.all(captures), this.#fate.promise]);
    const { target } = this.#runs;
    if (target === undefined || this.#slow.target || this.#slow.peer) return;
    await this.#ask('expect', 'expecting');
    this.#options.onProgress?.({ key: 'progress.probing', from: host, to });
    const probing = new Probing({
      protocol: this.#watch.protocol,
      patience: Math.max(1, this.#watch.seconds - UNWAITED) * 1000,
      target: { run: target, captures: this.#captures.target, sighting: this.#sighting.target },
      peer: {
        run,
        captures: this.#captures.peer,
        sighting: this.#sighting.peer,
        probes: this.#probes,
        address: this.#source,
      },
      counted: async () => {
        const counted = await this.#ask('count', 'counted');
        const [answers, refused] = counted?.split(' ').map(Number) ?? [];
        return answers === undefined || refused === undefined ? undefined : { answers, refused };
      },
      onProgress: (said) => this.#options.onProgress?.(said),
    });
    await probing.run();
    this.#captures.peer.noteStop();
    run.say('stop');
    this.#fate.resolve();
  }

  /** A side whose captures do not begin is too slow for a probe. */
  async #awaitReady(side: 'target' | 'peer'): Promise<void> {
    await inTime(this.#captures[side].ready, READY_LIMIT);
    if (this.#captures[side].settled || this.#runs[side] === undefined) return;
    this.#slow[side] = true;
    const { host, probeFrom = host } = this.#watch;
    this.#options.onProgress?.({ key: 'progress.slow', host: side === 'target' ? host : probeFrom });
    this.#runs.peer?.say('stop');
    this.#fate.resolve();
    // Both runs hold the process; once they have ended nobody waits for this.
    setTimeout(this.#cut.resolve, SLOW_LIMIT).unref();
  }

  /** What came so far of a host that did not end in time; where nothing did, that is the failure. */
  #orSoFar(side: 'target' | 'peer', run: ScriptRun, error: unknown): string {
    const text = run.soFar();
    if (!(error instanceof RoundtripError) || error.code !== 'host-overloaded' || countSections(text) === 0)
      throw error;
    this.#slow[side] = true;
    return text;
  }

  #readSoFar(): [text: string, peerText: string | undefined] {
    const { target, peer } = this.#runs;
    const text = target?.soFar() ?? '';
    if (countSections(text) === 0) throw overloaded(this.#watch.host);
    return [text, peer?.soFar()];
  }

  /** Says a word to the target's run, and waits for the event that answers it. */
  async #ask(word: string, event: string): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string>();
    this.#awaited.set(event, resolve);
    this.#runs.target?.say(word);
    const rest = await inTime(promise, WORD_LIMIT);
    this.#awaited.delete(event);
    return rest;
  }

  #learnSource(address: string): void {
    this.#source = address;
    this.#runs.target?.say(`from ${address}`);
  }

  #tellState(): void {
    const { onState } = this.#options;
    const { target, peer } = this.#runs;
    if (!onState || !target || this.#stateTold || this.#stateAfter === undefined) return;
    const text = target.soFar();
    if (countSections(text) < this.#stateAfter) return;
    this.#stateTold = true;
    const peerText = peer?.soFar();
    onState(() => {
      const early = this.#watched(text, peerText);
      return lacksInterface(early, this.#watch) ? undefined : early;
    });
  }

  #watched(text: string, peerText: string | undefined): Watched {
    const { host, probeFrom } = this.#watch;
    const from = this.#watch.fromAddress ?? this.#source ?? this.#sighting.target.requester;
    const texts = [{ host, text }];
    if (peerText !== undefined && probeFrom !== undefined) texts.push({ host: probeFrom, text: peerText });
    const [observation = emptyObservation(), peer] = texts.map((one) => readCollected(one.text, one.host));
    if (this.#slow.target) observation.overload = { ...observation.overload, cut: true };
    if (this.#slow.peer && peer !== undefined) peer.overload = { ...peer.overload, cut: true };
    observation.captures = this.#captures.target.noteTimes(observation.captures);
    if (peer !== undefined) {
      peer.captures = this.#captures.peer.noteTimes(peer.captures);
      peer.probes = this.#probes.noteTimes(peer.probes);
    }
    return {
      observation,
      ...(peer === undefined ? {} : { peer }),
      ...(this.#to === undefined ? {} : { to: this.#to }),
      ...(from === undefined ? {} : { from }),
      transcripts: texts,
    };
  }
}

/** Throws where the host has no such interface and nothing there speaks of one: it was mistyped, not removed. */
function withInterface(watched: Watched, watch: Watch): Watched {
  const { links } = watched.observation.state;
  if (lacksInterface(watched, watch))
    throw interfaceUnknown(watch.host, nameOf(watch), links?.map((link) => link.name) ?? []);
  return watched;
}

function lacksInterface({ observation: { state } }: Watched, watch: Watch): boolean {
  const name = nameOf(watch);
  const isMissing = covers(state.coverage, 'links', { device: name }) && linkOf(state, name) === undefined;
  return isMissing && tracesOf(state, name).length === 0;
}

/** Without an alias or the other end's name. */
function nameOf({ interface: asked }: Watch): string {
  return asked.replace(/[@:].*$/, '');
}

/** A tcpdump line without the capture's name before it. */
function packetOf(rest: string): string {
  return rest.slice(rest.indexOf(' ') + 1);
}

function countSections(text: string): number {
  return text.match(/^@@ROUNDTRIP \S+ exit /gm)?.length ?? 0;
}
