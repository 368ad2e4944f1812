import type { RowStatus } from '../analyzer/model/index.ts';

/** What one language says of the addresses of whole hosts. */
export type FleetTexts = {
  status: Record<RowStatus, string>;
  /** Too little was shown to say anything. */
  notShown(told: { host: string; interface: string; address: string }): string;
  /** The headline of a cause that is not certain to stop anything. */
  possibly(told: { headline: string }): string;
  /** Networks behind the interface are answered, and whoever comes from elsewhere may not be. */
  answered(told: { networks: readonly string[]; headline: string }): string;
};
