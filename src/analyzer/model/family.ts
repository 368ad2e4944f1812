import { z } from 'zod';

/** Address family: IPv4 or IPv6. */
export const Family = z.literal([4, 6]);
export type Family = z.infer<typeof Family>;
