import { z } from 'zod';

/** One alert of a group. Its fingerprint is that of its labels; `startsAt` tells one firing of it from the next. */
const Alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: z.record(z.string(), z.string()),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.string().optional(),
  fingerprint: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be letters and digits'),
});
export type Alert = z.infer<typeof Alert>;

/** More alerts than this in one group are somebody else's program. */
const MOST_ALERTS = 1_000;

/** What Alertmanager sends to a webhook (its configuration reference, `webhook_config`), as far as it is used. */
const AlertGroup = z.object({ version: z.literal('4'), alerts: z.array(Alert).max(MOST_ALERTS) });

/** The alerts of a request's body, or what is wrong with it. */
export function readAlerts(
  body: string,
): { kind: 'alerts'; alerts: Alert[] } | { kind: 'wrong'; because: string } {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { kind: 'wrong', because: 'the body is not JSON' };
  }
  const read = AlertGroup.safeParse(json);
  if (read.success) return { kind: 'alerts', alerts: read.data.alerts };
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') || 'the body';
  return { kind: 'wrong', because: `not Alertmanager's version 4: ${where}: ${issue?.message ?? 'unknown'}` };
}
