import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type EventStore, interfacesSeen, type SeenInterfaces, type TriageId } from '../triage/index.ts';

/** What the newest triages showed of hosts. It helps to understand a question, and answers none. */
export type LastLooks = {
  /** The interfaces of a host as they were seen last; empty where it was not looked at lately. */
  interfacesOf(host: string): SeenInterfaces;
  /** Takes in what came since; waits for it no longer than a question can wait. Never throws. */
  refresh(): Promise<void>;
};

/** So many triages are read, newest first. */
const TRIAGES = 30;
/** Milliseconds: how long a question waits for it. */
const WAITED = 250;
/** Milliseconds: how old it may be. One read serves the letters of a word, and whoever has just seen a verdict finds its host. */
const FRESH = 1000;

/** Reads the triages of a store; what is kept is made anew by any process. */
export function createLastLooks(events: Pick<EventStore, 'newest' | 'read'>, log: Logger): LastLooks {
  const seen = new Map<string, { at: string; interfaces: SeenInterfaces }>();
  const finished = new Set<TriageId>();
  let running: Promise<void> | undefined;
  let freshUntil = 0;

  async function read(triage: TriageId): Promise<void> {
    const stored = await events.read(triage);
    for (const { event, at } of stored) {
      if (event.kind !== 'diagnosed') continue;
      if (event.final) finished.add(triage);
      for (const { host, text } of event.transcripts) {
        const interfaces = interfacesSeen(text, host);
        if (interfaces.length > 0 && (seen.get(host)?.at ?? '') <= at) seen.set(host, { at, interfaces });
      }
    }
  }

  async function run(): Promise<void> {
    try {
      for (const triage of await events.newest(TRIAGES)) if (!finished.has(triage)) await read(triage);
      freshUntil = Date.now() + FRESH;
    } catch (error) {
      log.warn({ err: error }, 'earlier looks could not be read');
    }
  }

  return {
    interfacesOf: (host) => seen.get(host)?.interfaces ?? [],
    async refresh() {
      if (Date.now() < freshUntil) return;
      running ??= run().finally(() => (running = undefined));
      const waited = new AbortController();
      const late = delay(WAITED, undefined, { signal: waited.signal }).catch(() => undefined);
      await Promise.race([running, late]).finally(() => waited.abort());
    },
  };
}
