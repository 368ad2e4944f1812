import { z } from 'zod';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof UNIT_MS;

const DURATION = /^(\d{1,6})(ms|s|m|h|d)$/;

/** A length of time as people write it (`45s`, `30m`, `2h`); milliseconds, more than none, once parsed. */
export const Duration = z
  .string({ error: 'must be a duration such as 45s, 30m, 2h or 7d' })
  .regex(DURATION, 'must be a duration such as 45s, 30m, 2h or 7d')
  .transform((text, context) => {
    const [, amount = '0', unit = 's'] = DURATION.exec(text) ?? [];
    const milliseconds = Number(amount) * UNIT_MS[unit as Unit];
    if (milliseconds === 0) context.addIssue({ code: 'custom', message: 'must be longer than nothing' });
    return milliseconds;
  })
  .meta({ title: 'duration' });
