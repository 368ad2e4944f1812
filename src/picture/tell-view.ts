import type { Cause, Diagnosed, ProposedRemedy } from '../analyzer/model/index.ts';
import {
  type Language,
  labelOf,
  machineName,
  type PictureOutcome,
  pictureTextsIn,
  shortReason,
  tell,
} from '../texts/index.ts';
import { behind, type Leg, type Legs, type Line, legOf, legsNow, openPlace } from './legs.ts';
import { replyWayNow, surroundingsOf } from './surroundings.ts';
import type { View } from './view.ts';

/** What happens today. */
export function viewNow(found: Diagnosed, language: Language): View {
  return onItsWay(stoppedNow(found, language));
}

function stoppedNow(found: Diagnosed, language: Language): View {
  const words = pictureTextsIn(language);
  const { certainty, told, scene } = found;
  const reason = (): string => {
    const open = told.cause === 'inconclusive' && !told.facts.overloaded ? found.why : undefined;
    return open === undefined ? shortReason(found, language) : tell(open, language);
  };
  const base = { ...surroundingsOf(found, replyWayNow(found), language), legs: legsNow(found) };
  if (told.cause === 'healthy') {
    const outcome: PictureOutcome = told.facts.how === 'expected' ? 'nothing-found' : 'answered';
    return {
      ...base,
      mark: 'ok',
      outcome: words.outcome[outcome],
      reply: words.reply(scene, 'leaves'),
      callout: {
        leg: 'out',
        mark: 'ok',
        heading: words.heading.well,
        reason: reason(),
        behind: base.legs.out,
      },
    };
  }
  if (told.cause === 'inconclusive') {
    const { settles } = found;
    return {
      ...base,
      mark: 'question',
      outcome: words.outcome['not-known'],
      reply: words.reply(scene, base.legs['from-host'] === 'passed' ? 'leaves' : 'not-known'),
      callout: {
        leg: openPlace(found),
        mark: 'question',
        heading: words.heading['not-known'],
        reason: reason(),
        behind: 'not-known',
      },
      ...(settles === undefined
        ? {}
        : {
            settles: {
              label: words.settles(machineName(settles.on, language)),
              command: settles.command.join(' '),
            },
          }),
    };
  }
  const isProven = certainty === 'proven';
  const back = wayBehind(found);
  const legs = { ...base.legs, ...(back === undefined ? {} : linesBehind(found, back)) };
  return {
    ...base,
    legs,
    mark: isProven ? 'stop' : 'probable-stop',
    outcome: words.outcome[outcomeOf(found)],
    reply: words.reply(scene, replyState(found, legs)),
    callout: {
      leg: legOf(found),
      mark: isProven ? 'stop' : 'probable-stop',
      heading: words.heading[isProven ? 'stops' : 'probably-stops'],
      reason: reason(),
      behind: mayArrive(found) || isPartly(found) ? 'not-known' : 'not-reached',
    },
  };
}

/** Causes that let part of the packets pass: of many, of small ones. */
const LOSE_A_PART: ReadonlySet<Cause> = new Set(['packet-loss', 'mtu-blackhole', 'reply-rate-limited']);

function outcomeOf(found: Diagnosed): PictureOutcome {
  const { certainty } = found;
  if (isRefused(found)) return 'refused';
  if (isPartly(found)) return certainty === 'proven' ? 'partly-lost' : 'probably-partly-lost';
  return certainty === 'proven' ? 'stopped' : 'probably-stopped';
}

function isPartly({ cause }: Diagnosed): boolean {
  return LOSE_A_PART.has(cause);
}

function isRefused({ told }: Diagnosed): boolean {
  return told.cause === 'not-listening' && told.facts.refused;
}

/** How the way goes on behind the mark, where something does: a refusal gets back, and part of the packets. */
function wayBehind(found: Diagnosed): Line | undefined {
  return isRefused(found) ? 'passed' : isPartly(found) ? 'not-known' : undefined;
}

function linesBehind(found: Diagnosed, line: Line): Partial<Legs> {
  return Object.fromEntries(behind(found).map((leg) => [leg, line]));
}

function replyState(found: Diagnosed, legs: Legs): 'refusal' | 'some' | 'would-leave' | 'leaves' {
  if (isRefused(found)) return 'refusal';
  if (isPartly(found)) return 'some';
  return legs['from-host'] === 'not-reached' ? 'would-leave' : 'leaves';
}

/** Nobody knows what becomes of a reply that leaves by another interface, unless the sender was watched. */
function mayArrive({ told }: Diagnosed): boolean {
  return told.cause === 'reply-leaves-other-interface' && !told.facts.missed;
}

/** What a remedy would make of it, by the model. */
export function viewAfter(found: Diagnosed, remedy: ProposedRemedy, language: Language): View {
  return onItsWay(changedBy(found, remedy, language));
}

function changedBy(found: Diagnosed, remedy: ProposedRemedy, language: Language): View {
  const words = pictureTextsIn(language);
  const { scene } = found;
  const label = labelOf(remedy.id, scene.interface, remedy.plan, language);
  const reply = remedy.replyWay ?? replyWayNow(found);
  const base = {
    ...surroundingsOf(found, reply, language),
    flow: label,
    request: words.request(scene, undefined),
    reply: words.reply(scene, 'leaves'),
  };
  const through = (line: Line): Legs => ({
    'to-router': line,
    'to-host': line,
    in: line,
    out: line,
    'from-host': line,
    'from-router': line,
  });
  switch (remedy.outcome) {
    case 'repairs':
      return {
        ...base,
        mark: 'ok',
        outcome: words.outcome.repaired,
        legs: through('passed'),
        callout: {
          leg: legOf(found),
          mark: 'ok',
          heading: words.heading['well-then'],
          reason: tell(remedy.because, language),
          behind: 'passed',
        },
      };
    case 'depends':
      return {
        ...base,
        mark: 'question',
        outcome: words.outcome.depends,
        legs: through('passed'),
        callout: {
          leg: dependsAt(remedy),
          mark: 'question',
          heading: words.heading.depends,
          reason: tell(remedy.on ?? remedy.because, language),
          behind: 'not-known',
        },
      };
    case 'does-not-repair': {
      const [cause] = remedy.stillStoppedBy ?? [];
      const stage = found.candidates.find(({ told }) => told.cause === cause)?.stage ?? found.stage;
      return {
        ...base,
        mark: 'stop',
        outcome: words.outcome['not-repaired'],
        reply: words.reply(scene, 'none'),
        legs: through('passed'),
        callout: {
          leg: legOf({ ...found, stage }),
          mark: 'stop',
          heading: words.heading['still-stops'],
          reason: tell(remedy.because, language),
          behind: 'not-reached',
        },
      };
    }
  }
}

/** Where that lies on which a remedy's effect depends. */
function dependsAt({ on }: ProposedRemedy): Leg {
  switch (on?.key) {
    case 'outcome.on-anti-spoofing':
      return 'from-router';
    case 'outcome.on-gateway':
      return 'from-host';
    default:
      return 'out';
  }
}

/** The callout on a stretch that is drawn: without a router, or without a way back, some are not. */
function onItsWay(view: View): View {
  const { callout, routers, hasWayBack } = view;
  if (callout === undefined) return view;
  // Up to the mark the way is drawn as the stretch was that is part of this one now.
  const onto = (leg: Leg): View => ({
    ...view,
    legs: { ...view.legs, [leg]: view.legs[callout.leg] },
    callout: { ...callout, leg },
  });
  const isBack = callout.leg === 'from-host' || callout.leg === 'from-router';
  if (isBack && !hasWayBack) return onto('out');
  if (callout.leg === 'to-router' && routers.request === undefined) return onto('to-host');
  if (callout.leg === 'from-router' && routers.reply === undefined) return onto('from-host');
  return view;
}
