import {
  type Cause,
  type ChangeForecast,
  type FlowAnswer,
  type FlowTraits,
  FORETOLD,
  type Foretold,
  type ForetoldRow,
  type LineOutcome,
  type PlannedText,
} from '../analyzer/model/index.ts';
import { headlineOf } from './diagnosis.ts';
import type { ForecastTexts } from './forecast-texts.ts';
import { catalogueOf, type Language } from './tell.ts';

/** Whether a flow is answered, and how its answer leaves, or why it cannot. */
type ToldAnswer = {
  status: FlowAnswer['status'];
  leaves?: { interface: string; gateway?: string }[];
  error?: string;
};

/** One flow of the public document. */
type ToldRow = {
  kind: 'asked' | 'session' | 'started';
  /** Absent where it is not known, or of what the host itself starts. */
  interface?: string;
  /** The host's own address; absent of what the host itself starts. */
  address?: string;
  /** The other end; `elsewhere` stands for any sender in another network. */
  from: string;
  /** The address itself; of `elsewhere` one that stands for any. */
  fromAddress: string;
  before: ToldAnswer;
  after: ToldAnswer;
  outcome: Foretold;
  cause: Cause | null;
  headline: string;
  /** What its answers have beside their addresses (`sport`: the host's own port; numbers as in `ip rule`); a ping without. */
  traits?: FlowTraits;
  /** Where its answer would go, of which nothing shows that anybody there has that address. */
  needs?: { address: string; interface: string };
  /** What a table calls the flow and its other end. */
  title: string;
  fromTitle: string;
};

/** The public document of `roundtrip simulate --change`. */
export type ChangeDocument = {
  schema: 'roundtrip.change/1';
  host: string;
  form: PlannedText['form'];
  summary: string;
  /** Whether the connection that carried the collection would be cut; null where it is not known, or not which that is. */
  cutsOwnConnection: boolean | null;
  counts: Record<Foretold, number>;
  rows: ToldRow[];
  lines: { line: number; text: string; outcome: LineOutcome['kind']; error?: string; because?: string }[];
  assumptions: string[];
};

/** What a language says of planned changes. */
export function forecastTextsIn(language: Language): ForecastTexts {
  return catalogueOf(language).forecast;
}

/** What a planned change would do, as the public document has it: `roundtrip.change/1`, told in one language. */
export function tellForecast(forecast: ChangeForecast, language: Language = 'en'): ChangeDocument {
  const texts = forecastTextsIn(language);
  const counts = Object.fromEntries(
    FORETOLD.map((one) => [one, forecast.rows.filter(({ foretold }) => foretold === one).length]),
  ) as Record<Foretold, number>;
  const sessions = forecast.rows.filter(({ flow }) => flow.kind === 'session');
  const own = sessions.find(({ flow }) => flow.kind === 'session' && flow.use === 'own');
  const cut = sessions.filter(
    ({ flow, foretold }) => flow.kind === 'session' && flow.use === 'ssh' && foretold === 'stops',
  );
  const cuts =
    own?.foretold === 'stops' ? [texts.cuts.own] : cut.length > 0 ? [texts.cuts.ssh(cut.length)] : [];
  return {
    schema: 'roundtrip.change/1',
    host: forecast.host,
    form: forecast.form,
    summary: [texts.summary(counts), ...cuts].join(' '),
    cutsOwnConnection: own === undefined || own.foretold === 'unknown' ? null : own.foretold === 'stops',
    counts,
    rows: forecast.rows.map((row) => toldRow(row, texts, language)),
    lines: forecast.lines.map(({ line: { line, text, change }, outcome }) => {
      const about = {
        ...(change.kind === 'kept-for-later' && outcome.kind !== 'not-run'
          ? { keptForLater: change.subject }
          : {}),
        ...(change.kind === 'elsewhere' ? { elsewhere: change.host } : {}),
      };
      const because = texts.line(outcome, about);
      const error = outcome.kind === 'fails' ? { error: outcome.error } : {};
      return { line, text, outcome: outcome.kind, ...error, ...(because === undefined ? {} : { because }) };
    }),
    assumptions: forecast.assumed.map((one) => texts.assumed(one)),
  };
}

function toldRow(row: ForetoldRow, texts: ForecastTexts, language: Language): ToldRow {
  const { flow, foretold, before, after, doubt } = row;
  const told = {
    before: toldAnswer(before),
    after: toldAnswer(after),
    outcome: foretold,
    cause: causeOf(row),
    headline: headline(row, texts, language),
    title: texts.flow(flow),
    ...(flow.kind === 'session' || flow.traits === undefined ? {} : { traits: flow.traits }),
    ...(doubt?.about === 'next-hop' ? { needs: { address: doubt.address, interface: doubt.device } } : {}),
  };
  if (flow.kind === 'started') {
    const { to, address } = flow;
    const isElsewhere = to === 'elsewhere';
    const fromTitle = isElsewhere ? texts.from.elsewhere(address) : address;
    return { kind: 'started', from: isElsewhere ? to : address, fromAddress: address, ...told, fromTitle };
  }
  if (flow.kind === 'session') {
    const device = flow.device === undefined ? {} : { interface: flow.device };
    const ends = { address: flow.address, from: flow.peer, fromAddress: flow.peer };
    return { kind: 'session', ...device, ...ends, ...told, fromTitle: flow.peer };
  }
  const { sender, device, address } = flow;
  const fromTitle =
    sender.kind === 'network'
      ? texts.from.network(sender.address, isOneAddress(sender.network) ? undefined : sender.network)
      : texts.from[sender.kind](sender.address);
  const from = sender.kind === 'elsewhere' ? 'elsewhere' : sender.address;
  return { kind: 'asked', interface: device, address, from, fromAddress: sender.address, ...told, fromTitle };
}

function isOneAddress(network: string): boolean {
  return network.endsWith(network.includes(':') ? '/128' : '/32');
}

function toldAnswer({ status, way }: FlowAnswer): ToldAnswer {
  if (way.kind === 'no-way') return { status, error: way.error };
  if (way.kind !== 'leaves') return { status };
  const leaves = way.hops.map(({ device, gateway }) => ({
    interface: device,
    ...(gateway ? { gateway } : {}),
  }));
  return { status, leaves };
}

/** What stops it: of what is repaired, what stopped it before. */
function causeOf({ foretold, before, after }: ForetoldRow): Cause | null {
  const cause = (foretold === 'repairs' ? before : after).told?.cause;
  return cause === undefined || cause === 'inconclusive' || cause === 'healthy' ? null : cause;
}

function ambiguous(...answers: readonly FlowAnswer[]): boolean {
  return answers.some(({ ingress }) => ingress === 'ambiguous');
}

function headline(
  { flow, foretold, before, after, doubt }: ForetoldRow,
  texts: ForecastTexts,
  language: Language,
): string {
  const { headlines } = texts;
  const verdict = ({ told, scene }: FlowAnswer) =>
    told && scene ? headlineOf({ told, scene }, language) : undefined;
  switch (foretold) {
    case 'stops':
    case 'still-stopped':
      return verdict(after) ?? headlines.cut(flow, after.way, after.way.kind === 'no-way');
    case 'moves':
      return headlines.moves(before.way, after.way);
    case 'repairs':
      return headlines.repaired(after.way, verdict(before), doubt?.about === 'next-hop' ? doubt : undefined);
    case 'unchanged':
      return headlines.same(after.way);
    case 'unknown':
      if (doubt !== undefined) return headlines.doubt(doubt);
      return ambiguous(before, after) ? headlines.ambiguous : headlines.notShown;
  }
}
