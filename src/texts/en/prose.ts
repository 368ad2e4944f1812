import type { BlastRadiusTexts, Prose } from '../prose.ts';

export const prose: Prose = {
  sentence: (clause, beginsWithName) =>
    beginsWithName ? `${clause}.` : `${clause.slice(0, 1).toUpperCase()}${clause.slice(1)}.`,
  clauses: (clauses) => clauses.join('; '),
  inTurn: (clauses) => clauses.join('. '),
  join: (sentences) => sentences.join(' '),
  tidy: (text) => text,
};

export const blastRadius: BlastRadiusTexts = {
  summary(changed, considered, truncated) {
    if (considered === undefined && changed === 0) return 'Its effect on other flows was not computed';
    const of = considered === undefined ? '' : ` of ${considered}`;
    const more = truncated ? '; the host has more flows, which were not checked' : '';
    return `Changes ${changed}${of} known flows${more}`;
  },
  flow: ({ flow, before, after }) => `${flow}: ${before} → ${after}`,
  more: (rest) => `… and ${rest} more`,
  ownConnection: (way) => `Roundtrip's own SSH connection ${way}, unchanged`,
};
