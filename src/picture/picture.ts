import type { Diagnosed, ProposedRemedy } from '../analyzer/model/index.ts';
import type { Language } from '../texts/index.ts';
import { alternativeText } from './alternative-text.ts';
import { layOut } from './layout.ts';
import { svgOf } from './svg.ts';
import { viewAfter, viewNow } from './tell-view.ts';

/** What is drawn beside what happens today. */
export type PictureOptions = {
  /** A remedy of the diagnosis: what it would make of the round trip. */
  remedy?: ProposedRemedy | undefined;
  /** Today, after the fix, or one below the other (where there is a remedy). */
  show?: 'now' | 'after' | 'both';
  language?: Language;
};

/** A picture, its size in pixels, and what it shows in a sentence or two. */
export type Picture = { svg: string; width: number; height: number; alternativeText: string };

/** Draws the round trip of a diagnosis, and what a remedy would make of it. Pure. */
export function pictureOf(
  found: Diagnosed,
  { remedy, show = 'both', language = 'en' }: PictureOptions = {},
): Picture {
  const views = [
    ...(show === 'after' && remedy ? [] : [viewNow(found, language)]),
    ...(show === 'now' || remedy === undefined ? [] : [viewAfter(found, remedy, language)]),
  ];
  const drawings = views.map(layOut);
  const text = alternativeText(found, { language, ...(show === 'now' ? {} : { remedy }) });
  return {
    svg: svgOf(drawings, views.map(({ flow, outcome }) => `${outcome} (${flow})`).join('; '), text),
    width: Math.max(...drawings.map(({ width }) => width)),
    height: drawings.reduce((sum, { height }) => sum + height, 0),
    alternativeText: text,
  };
}

/** The remedy that a picture shows where nobody named one: the recommended one, else the first that may help. */
export function remedyToShow({ remedies }: Diagnosed): ProposedRemedy | undefined {
  const helping = remedies.filter(canBeShown);
  return helping.find(({ recommended }) => recommended) ?? helping[0];
}

/** Whether there is a round trip to draw after a remedy. */
export function canBeShown({ outcome, replyWay, refused }: ProposedRemedy): boolean {
  return outcome !== 'does-not-repair' && replyWay !== undefined && refused === undefined;
}
