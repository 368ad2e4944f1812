import { listens } from './client.ts';
import type { Master } from './master.ts';

/** A connection that was used so short a time ago (milliseconds) will not end by itself before it is used again. */
const FRESH = 20_000;

/** A connection that several looks go over, at once or one after another. */
type Shared = { readonly opening: Promise<Master>; users: number; usedAt: number };

/** Who uses a shared connection, and how to leave it. */
export type Use = { readonly opening: Promise<Master>; leave(): void };

/** Connections of our own by alias. One that nobody uses ends by itself; one that was retired, when the last has left it. */
export class SharedConnections {
  readonly #byAlias = new Map<string, Shared>();

  /** Joins the one that stands, or the one that is being opened; else opens one. */
  async use(alias: string, open: () => Promise<Master>): Promise<Use> {
    // Another may have opened one while this one waited.
    const one = (await this.#standing(alias)) ?? this.#byAlias.get(alias) ?? this.#open(alias, open);
    one.users += 1;
    return {
      opening: one.opening,
      leave: () => {
        one.users -= 1;
        one.usedAt = performance.now();
        if (this.#byAlias.get(alias) !== one) endUnused(one);
      },
    };
  }

  /** Whoever comes next gets a new one. */
  retire(alias: string): void {
    const one = this.#byAlias.get(alias);
    this.#byAlias.delete(alias);
    if (one !== undefined) endUnused(one);
  }

  async #standing(alias: string): Promise<Shared | undefined> {
    const one = this.#byAlias.get(alias);
    if (one === undefined) return undefined;
    const isOld = one.users === 0 && performance.now() - one.usedAt > FRESH;
    const { socket } = await one.opening;
    if (!isOld && (await listens(socket, alias))) return one;
    if (this.#byAlias.get(alias) === one) this.retire(alias);
    return this.#byAlias.get(alias);
  }

  #open(alias: string, open: () => Promise<Master>): Shared {
    const one: Shared = { opening: open(), users: 0, usedAt: performance.now() };
    this.#byAlias.set(alias, one);
    one.opening.catch(() => {
      if (this.#byAlias.get(alias) === one) this.#byAlias.delete(alias);
    });
    return one;
  }
}

function endUnused({ users, opening }: Shared): void {
  if (users > 0) return;
  opening.then(
    (master) => master.end(),
    () => undefined,
  );
}
