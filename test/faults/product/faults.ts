import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from './stage.ts';
import { TIMING } from './timing.ts';

/** What strikes once, at one boundary; `none` shows that the run itself is sound. */
export const PRODUCT_FAULTS = [
  'none',
  'bot-killed',
  'connection-cut',
  'sshd-stopped',
  'network-cut',
  'database-gone',
] as const;
type ProductFault = (typeof PRODUCT_FAULTS)[number];

/**
 * How long what failed stays away: shorter than anybody waits for it, or until the host has undone the change by itself. `noticed`
 * (a killed bot): no longer than it takes, and others know at once that it is dead, for which they wait else.
 */
type Outage = 'short' | 'long' | 'noticed';
const OUTAGES = { short: 3, long: TIMING.verifySeconds + 10, noticed: 0 } as const satisfies Record<
  Outage,
  number
>;

export type ProductRun = { fault: ProductFault; boundary: string; outage: Outage };

/** Strikes; what failed is there again when `over` resolves. */
export async function strike(
  { bot, host, database }: Stage,
  { fault, outage }: ProductRun,
): Promise<{ over: Promise<void> }> {
  const back = async (again: () => Promise<void>): Promise<void> => {
    await delay(OUTAGES[outage] * 1000);
    await again();
  };
  switch (fault) {
    case 'none':
      return { over: Promise.resolve() };
    case 'bot-killed':
      await bot.kill();
      if (outage === 'noticed') await database.noticeDeath();
      return { over: back(bot.start) };
    case 'connection-cut':
      await host.endSessions();
      return { over: Promise.resolve() };
    case 'sshd-stopped':
      await host.stopSshd();
      return { over: back(host.startSshd) };
    case 'network-cut':
      await host.cutNetwork();
      return { over: back(host.joinNetwork) };
    case 'database-gone':
      database.kill();
      return { over: back(database.start) };
  }
}
