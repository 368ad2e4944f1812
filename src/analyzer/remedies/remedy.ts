import type { Change, Message, ProposedRemedy, RemedyId } from '../model/index.ts';
import type { Walk } from '../walk/index.ts';
import type { GatewayWishes } from './gateway.ts';

/** What a remedy comes to on one host. */
export type RemedyPlan = Pick<ProposedRemedy, 'gateway'> &
  (
    | {
        kind: 'changes';
        changes: Change[];
        restsOn: Record<string, string>;
        /** What must hold besides for it to repair. */
        hangsOn?: Message;
      }
    /** It would change nothing, or cannot be worked out. */
    | { kind: 'none'; because: Message }
    /** Something must be asked first. */
    | { kind: 'asks'; asks: NonNullable<ProposedRemedy['asks']>; on: Message; because: Message }
  );

/** One remedy: a file with one of these, and a line in the list (index.ts). */
export type RemedyKind<Id extends RemedyId = RemedyId> = {
  readonly id: Id;
  /** Whether it is the one to take where it repairs. */
  readonly recommended: boolean;
  readonly families: readonly (4 | 6)[];
  /** Whether it makes answers take another way; else it makes requests be accepted. */
  readonly movesAnswers: boolean;
  /** Whether there is anything for it to do; absent = wherever a cause names it. */
  fits?(walk: Walk): boolean;
  /** Whether it changes what holds for the asked address, by whichever interface its requests arrive. */
  readonly byAddress?: boolean;
  /** What it makes stands in the configuration of the interface's owner already: nothing more has to keep it. */
  readonly isConfigured?: boolean;
  /** Other remedies whose changes are part of it: what they repair, it repairs. */
  readonly contains?: readonly RemedyId[];
  /** The interface by which requests arrive once it is applied; absent: as they do today. */
  arrivesBy?(walk: Walk): string | undefined;
  /** What it costs or risks. */
  risks(walk: Walk): Message[];
  /** `planned`: what is changed already in the same plan, for other interfaces. */
  plan(walk: Walk, gateways: GatewayWishes, planned: readonly Change[]): RemedyPlan;
};
