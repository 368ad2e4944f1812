import type {
  ChangeError,
  FlowWay,
  Foretold,
  ForetoldFlow,
  LineOutcome,
  PlannedAssumption,
  RowDoubt,
} from '../analyzer/model/index.ts';

type UnseenHop = Extract<RowDoubt, { about: 'next-hop' }>;

/** How many flows a change does what to. */
export type ForecastCounts = Readonly<Record<Foretold, number>>;

/** What a language says of what a planned change would do. */
export type ForecastTexts = {
  /** The first line: what it would stop, of how many flows. */
  summary(counts: ForecastCounts): string;
  /** That it would cut SSH sessions: the reader's own, or some of which it is not known whose they are. */
  cuts: { own: string; ssh(number: number): string };
  outcomes: Readonly<Record<Foretold, string>>;
  /** Columns of the table. */
  columns: { outcome: string; flow: string; from: string };
  from: {
    elsewhere(address: string): string;
    /** `network`: absent where the address alone is meant. */
    network(address: string, network: string | undefined): string;
    peer(address: string): string;
  };
  flow(flow: ForetoldFlow): string;
  headlines: {
    /** An open connection, or what the host itself begins, has no way any more. */
    cut(flow: ForetoldFlow, way: FlowWay, stands: boolean): string;
    moves(before: FlowWay, after: FlowWay): string;
    same(way: FlowWay): string;
    /** `hop`: where the answer would go, of which nothing was seen. */
    repaired(way: FlowWay, was: string | undefined, hop: UnseenHop | undefined): string;
    doubt(doubt: RowDoubt): string;
    /** Several interfaces are in the address's network: which of them the request comes in by is open. */
    ambiguous: string;
    notShown: string;
  };
  /** What became of a line, where it is not simply made. */
  line(outcome: LineOutcome, about: { keptForLater?: string; elsewhere?: string }): string | undefined;
  errors: Readonly<Record<ChangeError, string>>;
  assumed(assumption: PlannedAssumption): string;
  titles: { lines: string; assumed: string };
  more(unchanged: number): string;
};
