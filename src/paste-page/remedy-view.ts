import { type Diagnosis, type Remedy, selfUndoing } from '../analyzer/model/index.ts';
import { blastRadiusLines, type Language, labelOf, pageTextsIn } from '../texts/index.ts';
import { terminalTextsIn } from '../texts/terminal/index.ts';
import { commands, type Element, element, folded } from './element.ts';

/** Changed flows that are listed; the JSON has all. */
const FLOWS_SHOWN = 12;

/** One remedy: what comes of it, the commands to run by hand, what else it changes and what it costs. */
export function remedyView(remedy: Remedy, { flow }: Diagnosis, language: Language): Element {
  const { detail } = terminalTextsIn(language);
  const { id, recommended, plan, risks } = remedy;
  const label = labelOf(id, flow.interface, plan, language);
  const costs = risks.map((risk) => element('li', '', detail.risk({ risk })));
  return folded(
    detail.remedy({ label, id, recommended }),
    ...saidOf(remedy, language).map((line) => element('p', '', line)),
    ...(plan ? planView(plan, language) : []),
    costs.length === 0 ? undefined : element('ul', 'quiet', ...costs),
  );
}

function saidOf(remedy: Remedy, language: Language): string[] {
  const { answer, detail } = terminalTextsIn(language);
  const { outcome, because, on, gateway, asks, refused, leftOut = [] } = remedy;
  const outcomes = {
    repairs: detail.repairs,
    'does-not-repair': detail.doesNotRepair,
    depends: detail.depends,
  } as const;
  return [
    outcomes[outcome]({ because }),
    ...(on === undefined ? [] : [answer.dependsOn({ on })]),
    ...(remedy.then?.length ? [detail.stillStopped({ causes: remedy.then })] : []),
    ...(gateway ? [detail[gateway.assumed ? 'gatewayAssumed' : 'gateway'](gateway)] : []),
    ...(gateway?.outside ? [detail.gatewayOutside({ networks: gateway.outside })] : []),
    ...leftOut.map((one) => detail.leftOut({ device: one.interface, because: one.because })),
    ...(asks ? [pageTextsIn(language).askGateway({ question: asks.question })] : []),
    ...(refused === undefined ? [] : [detail.refused({ because: refused })]),
  ];
}

function planView(plan: NonNullable<Remedy['plan']>, language: Language): Element[] {
  const texts = pageTextsIn(language);
  const { summary, flows, more } = blastRadiusLines(plan, FLOWS_SHOWN, language);
  const lines = [...flows, ...(more === undefined ? [] : [more])].map((line) => element('li', '', line));
  return [
    element('p', '', texts.byHand),
    commands(selfUndoing(plan).join('\n'), texts),
    element('p', 'quiet', summary),
    ...(lines.length === 0 ? [] : [element('ul', 'quiet', ...lines)]),
  ];
}
