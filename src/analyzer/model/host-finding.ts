import { z } from 'zod';
import { StoredScene, StoredTold } from './diagnosed.ts';
import { Cause, Certainty } from './diagnosis.ts';

/** Whether a sender in another network gets an answer, in the order in which a reader wants them. */
export const ROW_STATUSES = ['stopped', 'unknown', 'nothing-found'] as const;
export const RowStatus = z.enum(ROW_STATUSES);
export type RowStatus = z.infer<typeof RowStatus>;

/** One address of a host, as its state alone tells of it. */
export const InterfaceFinding = z.object({
  interface: z.string(),
  address: z.string(),
  status: RowStatus,
  cause: Cause,
  certainty: Certainty,
  /** What its headline is told by. */
  told: StoredTold,
  scene: StoredScene,
  /** Networks (CIDR) behind the interface that are answered though the rest of the world is not. */
  answered: z.array(z.string()).optional(),
});
export type InterfaceFinding = z.infer<typeof InterfaceFinding>;

/** Every address of a host that other networks can ask for, worst first: codes and parameters, for events and any language. */
export const HostFinding = z.object({
  schema: z.literal('roundtrip.host-finding/1'),
  host: z.string(),
  interfaces: z.array(InterfaceFinding),
});
export type HostFinding = z.infer<typeof HostFinding>;
