import type { Plan } from '../analyzer/model/index.ts';

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

/** The blast radius of a plan, with no more than `limit` flows listed. */
export function blastRadiusLines(
  { blastRadius, flowsConsidered, flowsTruncated, sshWay }: Plan,
  limit: number,
): BlastRadiusLines {
  const rest = blastRadius.length - limit;
  return {
    summary: summaryOf(blastRadius.length, flowsConsidered, flowsTruncated ?? false),
    flows: blastRadius.slice(0, limit).map(({ flow, before, after }) => `${flow}: ${before} → ${after}`),
    ...(rest > 0 ? { more: `… and ${rest} more` } : {}),
    ...(sshWay === undefined ? {} : { ownConnection: `Roundtrip's own SSH connection ${sshWay}, unchanged` }),
  };
}

function summaryOf(changed: number, considered: number | undefined, truncated: boolean): string {
  if (considered === undefined && changed === 0) return 'Its effect on other flows was not computed';
  const of = considered === undefined ? '' : ` of ${considered}`;
  const more = truncated ? '; the host has more flows, which were not checked' : '';
  return `Changes ${changed}${of} known flows${more}`;
}
