import { type Diagnosis, quoteCommand, type Remedy } from '../analyzer/model/index.ts';
import { pictureOf, remedyToShow } from '../picture/index.ts';
import { type Language, labelOf, pageTextsIn, slackTextsIn } from '../texts/index.ts';
import { terminalTextsIn } from '../texts/terminal/index.ts';
import type { Answered } from './asked.ts';
import { commands, type Element, element, elementWith, folded } from './element.ts';
import { remedyView } from './remedy-view.ts';

const WITNESSES = ['model', 'kernel', 'counters', 'capture'] as const;

/** The answer: the verdict and what to do next, then all the rest, folded. */
export function answerView(answered: Answered, language: Language): Element[] {
  if (answered.kind === 'refused') {
    const { message, nextStep } = answered;
    return [verdictCard('refused', element('h2', '', message), element('p', '', nextStep))];
  }
  const { diagnosis } = answered;
  const { remedies, explanation } = diagnosis;
  return [
    verdictView(answered, language),
    nextView(diagnosis, language),
    picturesView(answered, language),
    ...remedies.map((remedy) => remedyView(remedy, diagnosis, language)),
    explanation === '' ? undefined : folded(pageTextsIn(language).why, element('p', '', explanation)),
    pathView(diagnosis, language),
    witnessesView(diagnosis, language),
    evidenceView(diagnosis, language),
    adviceView(diagnosis, language),
    documentView(diagnosis, language),
  ].filter((part) => part !== undefined);
}

/** The heading takes the focus: it is what was asked for. */
function verdictCard(tone: string, ...children: (Element | undefined)[]): Element {
  return elementWith('div', { class: 'verdict', 'data-tone': tone }, ...children);
}

function verdictView(
  { diagnosis, taken }: Extract<Answered, { kind: 'answered' }>,
  language: Language,
): Element {
  const { cause, certainty, headline, remarks, alsoAffected } = diagnosis;
  const { answer, detail } = terminalTextsIn(language);
  const words = slackTextsIn(language).certainty;
  const isOpen = cause === 'inconclusive';
  const tone = cause === 'healthy' ? 'healthy' : isOpen ? 'open' : certainty;
  const notes = remarks.map((remark) => element('p', 'quiet', detail.note({ remark })));
  return verdictCard(
    tone,
    element('p', 'badge', isOpen ? words.open : words[certainty]),
    elementWith('h2', { tabindex: '-1' }, headline),
    taken === undefined ? undefined : element('p', 'quiet', answer.taken({ question: taken })),
    alsoAffected?.length ? element('p', '', answer.sameCause({ devices: alsoAffected })) : undefined,
    ...notes,
  );
}

/** The round trip as it is, and beside it as it would be: drawn by the same code as in Slack. */
function picturesView(
  { found }: Extract<Answered, { kind: 'answered' }>,
  language: Language,
): Element | undefined {
  if (found.cause === 'inconclusive') return undefined;
  const remedy = remedyToShow(found);
  const shown = remedy ? (['now', 'after'] as const) : (['now'] as const);
  const pictures = shown.map((show) => {
    const { svg, width, height, alternativeText } = pictureOf(found, { remedy, show, language });
    return elementWith('img', {
      src: `data:image/svg+xml,${encodeURIComponent(svg)}`,
      width: String(width),
      height: String(height),
      alt: alternativeText,
    });
  });
  return element('div', 'pictures', ...pictures);
}

function nextView(diagnosis: Diagnosis, language: Language): Element {
  const texts = pageTextsIn(language);
  return element('section', 'next', element('h3', '', texts.next), ...nextSteps(diagnosis, language));
}

function nextSteps(diagnosis: Diagnosis, language: Language): Element[] {
  const texts = pageTextsIn(language);
  const { cause, certainty, settles, settlesOn, host, flow, remedies, advice } = diagnosis;
  const settling = (say: (told: { host?: string }) => string): Element[] =>
    settles === undefined
      ? []
      : [element('p', '', say(settlesOn === undefined ? {} : { host: settlesOn })), commands(settles, texts)];
  const best = bestOf(remedies);
  const proof = certainty === 'proven' ? [] : settling(texts.toProve);
  if (best?.plan) {
    const label = labelOf(best.id, flow.interface, best.plan, language);
    return [...proof, element('p', '', texts.runFix({ label, host: host ?? flow.to }))];
  }
  if (best?.asks) return [...proof, element('p', '', texts.askGateway({ question: best.asks.question }))];
  if (cause === 'healthy') return [...proof, element('p', '', texts.nothingToFix)];
  if (settles !== undefined) return settling(texts.runOn);
  const [first] = advice?.commands ?? [];
  if (first)
    return [
      element('p', '', texts.runOn({ ...(host ? { host } : {}) })),
      commands(quoteCommand(first), texts),
    ];
  return [element('p', '', texts.showMore)];
}

function bestOf(remedies: readonly Remedy[]): Remedy | undefined {
  const able = remedies.filter(
    ({ outcome, refused, plan, asks }) =>
      outcome !== 'does-not-repair' && refused === undefined && (plan ?? asks),
  );
  return able.find(({ recommended }) => recommended) ?? able[0];
}

function pathView({ stages, next }: Diagnosis, language: Language): Element {
  const { answer, detail } = terminalTextsIn(language);
  const names = slackTextsIn(language).stages;
  const { statuses } = pageTextsIn(language);
  const items = stages.map(({ stage, status, because }) =>
    elementWith(
      'li',
      { 'data-status': status },
      element('strong', '', names[stage]),
      ' ',
      element('span', 'status', statuses[status]),
      element('div', '', because),
    ),
  );
  const after = next.length === 0 ? undefined : element('p', '', answer.nextBlockers({ causes: next }));
  return folded(detail.packetPath, element('ol', 'path', ...items), after);
}

function witnessesView({ witnesses }: Diagnosis, language: Language): Element {
  const words = slackTextsIn(language).witnesses;
  const rows = WITNESSES.flatMap((name) => [
    element('dt', '', words[name]),
    element('dd', '', element('strong', '', words.says[witnesses[name].says]), ` ${witnesses[name].detail}`),
  ]);
  return folded(terminalTextsIn(language).detail.witnesses, element('dl', '', ...rows));
}

function evidenceView({ evidence }: Diagnosis, language: Language): Element | undefined {
  if (evidence.length === 0) return undefined;
  const shown = evidence.map(({ command, output }) =>
    elementWith('pre', { tabindex: '0' }, element('code', '', `$ ${command}\n${output.trimEnd()}`)),
  );
  return folded(terminalTextsIn(language).detail.evidence, ...shown);
}

function adviceView({ advice, remedies }: Diagnosis, language: Language): Element | undefined {
  if (!advice) return undefined;
  const { detail } = terminalTextsIn(language);
  const texts = pageTextsIn(language);
  const title = remedies.some(({ plan }) => plan) ? detail.lookYourself : detail.handleYourself;
  const link = elementWith('a', { href: advice.link, rel: 'noreferrer' }, advice.link);
  return folded(
    title,
    ...(advice.commands.length === 0 ? [] : [commands(advice.commands.map(quoteCommand).join('\n'), texts)]),
    element('p', 'quiet', `${texts.background}: `, link),
  );
}

function documentView(diagnosis: Diagnosis, language: Language): Element {
  const texts = pageTextsIn(language);
  return folded(texts.document, commands(JSON.stringify(diagnosis, undefined, 2), texts));
}
