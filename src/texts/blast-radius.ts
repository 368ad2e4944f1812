import type { Plan } from '../analyzer/model/index.ts';

/** What a plan changes beyond the flow that it is for, in lines that stand alone. */
export type BlastRadiusLines = {
  /** How many answers it changes, of how many that were asked about. */
  summary: string;
  /** One flow each: what it is, its answer before, and after. */
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
    ...(sshWay === undefined ? {} : { ownConnection: `Roundtrip's own SSH connection ${sshWay}, as before` }),
  };
}

function summaryOf(changed: number, considered: number | undefined, truncated: boolean): string {
  if (considered === undefined && changed === 0) return 'What else it changes was not worked out';
  const of = considered === undefined ? '' : ` of ${considered}`;
  const more = truncated ? ', and the host has more than were looked at' : '';
  return `Changes the answer for ${changed}${of} known flows${more}`;
}
