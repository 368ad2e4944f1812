import type { Plan } from '../analyzer/model/index.ts';
import { catalogueOf, type Language } from './tell.ts';

/** What a plan changes beyond the flow that it is for, in lines that stand alone. */
export type BlastRadiusLines = {
  /** How many flows it changes, of how many that were checked. */
  summary: string;
  /** One flow each: what it is, its route before, and after. */
  flows: string[];
  /** How many more there are than were listed. */
  more?: string;
  /** What becomes of the connection that Roundtrip itself uses. */
  ownConnection?: string;
};

/** The blast radius of a plan that was told in the same language, with no more than `limit` flows listed. */
export function blastRadiusLines(
  { blastRadius, flowsConsidered, flowsTruncated, sshWay }: Plan,
  limit: number,
  language: Language = 'en',
): BlastRadiusLines {
  const { blastRadius: texts } = catalogueOf(language);
  const rest = blastRadius.length - limit;
  return {
    summary: texts.summary(blastRadius.length, flowsConsidered, flowsTruncated ?? false),
    flows: blastRadius.slice(0, limit).map((change) => texts.flow(change)),
    ...(rest > 0 ? { more: texts.more(rest) } : {}),
    ...(sshWay === undefined ? {} : { ownConnection: texts.ownConnection(sshWay) }),
  };
}
