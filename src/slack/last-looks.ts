import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { interfacesSeen, type SeenInterfaces } from '../library.ts';
import type { RightOfWay } from '../right-of-way.ts';
import type { EventStore, TriageId } from '../triage/index.ts';

/** What the newest triages showed of hosts. It helps to understand a question, and answers none. */
export type LastLooks = {
  /** The interfaces of a host as they were seen last; empty where it was not looked at lately. */
  interfacesOf(host: string): SeenInterfaces;
  /** Reads what was there before this process, unless that was done; waits for it no longer than a question can wait. Never throws. */
  ready(): Promise<void>;
};

/** The same, kept up to date. */
export type FollowedLooks = LastLooks & {
  /** Something was recorded for a triage, here or elsewhere: what it shows of hosts is known soon, and nobody waits for that. */
  changed(triage: TriageId): void;
  stop(): Promise<void>;
};

/** So many triages are read at first, newest first. */
const TRIAGES = 30;
/** Milliseconds: how long a question waits for them. */
const WAITED = 250;
/** Milliseconds: a triage that goes on is read again no sooner. */
const PAUSE = 1000;
/** Triages that are done with are remembered up to this number. */
const MOST_FINISHED = 10_000;

/** Reads the triages of a store; what is kept is made anew by any process. */
export function createLastLooks(
  events: Pick<EventStore, 'newest' | 'read'>,
  rightOfWay: Pick<RightOfWay, 'yield'>,
  log: Logger,
): FollowedLooks {
  const seen = new Map<string, { at: string; interfaces: SeenInterfaces }>();
  const finished = new Set<TriageId>();
  const unread = new Set<TriageId>();
  const stopping = new AbortController();
  let isRead = false;
  let first: Promise<void> | undefined;
  let later: Promise<void> | undefined;

  async function read(triage: TriageId): Promise<void> {
    for (const { event, at } of (await events.read(triage)).toReversed()) {
      if (event.kind !== 'diagnosed') continue;
      if (event.final) finish(triage);
      for (const { host, text } of event.transcripts) {
        if ((seen.get(host)?.at ?? '') >= at) continue;
        const interfaces = interfacesSeen(text, host);
        if (interfaces.length > 0) seen.set(host, { at, interfaces });
      }
    }
  }

  function finish(triage: TriageId): void {
    if (finished.size >= MOST_FINISHED) finished.clear();
    finished.add(triage);
  }

  async function readFirst(): Promise<void> {
    try {
      for (const triage of await events.newest(TRIAGES)) if (!finished.has(triage)) await read(triage);
      isRead = true;
    } catch (error) {
      log.warn({ err: error }, 'earlier looks could not be read');
    }
  }

  async function readLater(): Promise<void> {
    const { signal } = stopping;
    while (unread.size > 0 && !signal.aborted) {
      await delay(PAUSE, undefined, { signal, ref: false }).catch(() => undefined);
      const triages = [...unread];
      unread.clear();
      for (const triage of triages) {
        await rightOfWay.yield();
        if (signal.aborted) return;
        await read(triage).catch((error: unknown) => {
          log.warn({ err: error, triage }, 'a look could not be read');
        });
      }
    }
  }

  return {
    interfacesOf: (host) => seen.get(host)?.interfaces ?? [],
    async ready() {
      if (isRead) return;
      first ??= readFirst().finally(() => (first = undefined));
      const waited = new AbortController();
      const late = delay(WAITED, undefined, { signal: waited.signal }).catch(() => undefined);
      await Promise.race([first, late]).finally(() => waited.abort());
    },
    changed(triage) {
      if (finished.has(triage)) return;
      unread.add(triage);
      later ??= readLater().finally(() => (later = undefined));
    },
    async stop() {
      stopping.abort();
      await later;
    },
  };
}
