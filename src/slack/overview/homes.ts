import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { HomeView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Logger } from 'pino';
import type { Leases, Postings, TriageId } from '../../triage/index.ts';
import type { Access } from '../access.ts';
import type { Buttons } from '../buttons.ts';
import type { Speech } from '../speech.ts';
import { section } from '../views/blocks.ts';
import { type HomeContent, homeView } from '../views/home.ts';
import type { HomeSources } from './home-content.ts';
import { homeContent } from './home-content.ts';

/** The Home tabs of people. */
export type Homes = {
  /** Somebody opened theirs: it is published as things are now. Never throws. */
  opened(user: string): Promise<void>;
  /** Something was recorded: the tabs that were opened lately soon show it. */
  changed(): void;
  stop(): Promise<void>;
};

type Parts = HomeSources & {
  client: WebClient;
  access: Pick<Access, 'person'>;
  speech: Speech;
  buttons: Pick<Buttons, 'sealOwn'>;
  postings: Pick<Postings, 'find' | 'list' | 'save'>;
  leases: Leases;
  log: Logger;
};

/** Who opened their Home tab, and what it shows, stands among the messages of triages: no triage has this id. */
const HOMES: TriageId = 'T0000000001';

/** A tab that was not opened for so long (ms) is brought up to date when it is opened again. */
const OPENED_WITHIN = 86_400_000;
/** So many tabs follow what happens, those opened last. */
const MOST_FOLLOWED = 50;
/** Milliseconds that changes are gathered for. */
const GATHERED_FOR = 1_500;
/** Milliseconds that a button of it counts: whoever left the tab open for long opens it anew. */
const BUTTONS_LAST = 7 * 86_400_000;

export function createHomes(parts: Parts): Homes {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let wanted = false;

  async function publish(user: string, options: { always: boolean }): Promise<void> {
    await parts.leases.withLease(`home:${user}`, async () => {
      const slot = slotOf(user);
      const known = await parts.postings.find(HOMES, slot);
      const { view, digest } = await viewFor(parts, user);
      if (!options.always && known?.digest === digest) return;
      await parts.client.views.publish({ user_id: user, view });
      const ts = options.always ? new Date().toISOString() : (known?.ts ?? '');
      await parts.postings.save(HOMES, { slot, channel: user, ts, digest });
    });
  }

  /** Never throws: what failed is shown when it is opened again. */
  async function tryTo(user: string, options: { always: boolean }): Promise<void> {
    try {
      await publish(user, options);
    } catch (error) {
      parts.log.warn({ err: error, user }, 'a Home tab could not be published');
    }
  }

  async function follow(): Promise<void> {
    do {
      await delay(GATHERED_FOR, undefined, { signal: stopping.signal });
      wanted = false;
      const since = new Date(Date.now() - OPENED_WITHIN).toISOString();
      const opened = (await parts.postings.list(HOMES)).filter(({ ts }) => ts > since);
      const newest = opened.toSorted((one, other) => other.ts.localeCompare(one.ts));
      for (const { channel: user } of newest.slice(0, MOST_FOLLOWED)) await tryTo(user, { always: false });
    } while (wanted && !stopping.signal.aborted);
  }

  function changed(): void {
    wanted = true;
    if (stopping.signal.aborted) return;
    running ??= follow()
      .catch((error: unknown) => {
        wanted = false;
        if (!stopping.signal.aborted)
          parts.log.warn({ err: error }, 'Home tabs could not be brought up to date');
      })
      .finally(() => {
        running = undefined;
        if (wanted) changed();
      });
  }

  return {
    opened: (user) => tryTo(user, { always: true }),
    changed,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function slotOf(user: string): string {
  return `home:${user}`;
}

/** The view, and a digest of what it shows: sealed buttons differ each time. */
async function viewFor(parts: Parts, user: string): Promise<{ view: HomeView; digest: string }> {
  const person = await parts.access.person(user);
  const language = await parts.speech.languageOf(user);
  if (person.kind === 'refused') {
    const view: HomeView = {
      type: 'home',
      blocks: [section(person.told(await parts.speech.textsFor(user)))],
    };
    return { view, digest: digestOf(view) };
  }
  const content: HomeContent = await homeContent(parts, user);
  const digest = digestOf(
    homeView(content, language, (action, pressed) => JSON.stringify({ action, pressed })),
  );
  const view = homeView(content, language, (action, pressed) =>
    parts.buttons.sealOwn(action, user, JSON.stringify(pressed ?? {}), BUTTONS_LAST),
  );
  return { view, digest };
}

function digestOf(view: HomeView): string {
  return createHash('sha256').update(JSON.stringify(view)).digest('hex');
}
