/** So many things a minute: what was not used is saved up for one minute. */
export type Allowance = {
  /** Takes one; answers in how many seconds there is one again, where there is none. */
  take(perMinute: number): { ok: true } | { ok: false; seconds: number };
};

/** `now` in milliseconds. */
export function createAllowance(now: () => number = () => performance.now()): Allowance {
  let left: number | undefined;
  let at = now();
  return {
    take(perMinute) {
      const moment = now();
      left = Math.min(perMinute, (left ?? perMinute) + ((moment - at) * perMinute) / 60_000);
      at = moment;
      if (left < 1) return { ok: false, seconds: Math.ceil(((1 - left) * 60) / perMinute) };
      left -= 1;
      return { ok: true };
    },
  };
}
