import type { Recheck } from '../analyzer/model/index.ts';
import { catalogueOf, type Language, tell } from './tell.ts';

/** What another look at a kept change found, in lines that stand alone. */
export type RecheckLines = {
  headline: string;
  /** What is not there any more, each with what stands in its place. */
  missing: string[];
  /** Who removed it, the surest first; that it is unknown where nobody was found. */
  removedBy: string[];
};

/** What another look at a kept change found. */
export function recheckLines(
  recheck: Recheck,
  asked: { host: string; interface: string },
  language: Language = 'en',
): RecheckLines {
  const { missing, removedBy, journal, since } = recheck;
  const nobody = missing.length > 0 && removedBy.length === 0;
  return {
    headline: headlineOf(recheck, asked, language),
    missing: missing.map(({ command, instead = [] }) =>
      catalogueOf(language).prose.clauses([
        tell({ key: 'recheck.missing', command }, language),
        ...instead.map((shown) => tell({ key: 'recheck.instead', shown }, language)),
      ]),
    ),
    removedBy: nobody
      ? [
          tell(
            {
              key: 'recheck.nobody-found',
              ...(journal === undefined ? {} : { journal }),
              ...(since === undefined ? {} : { since }),
            },
            language,
          ),
        ]
      : removedBy.map((remover) => tell({ key: 'recheck.remover', remover }, language)),
  };
}

function headlineOf(
  { standing, answered, missing, because = '', interface: failing }: Recheck,
  { host, interface: asked }: { host: string; interface: string },
  language: Language,
): string {
  const device = failing ?? asked;
  const tried = answered === undefined ? {} : { answered };
  switch (standing) {
    case 'stands':
      return tell({ key: 'recheck.stands', device, host, ...tried }, language);
    case 'gone':
      return tell({ key: 'recheck.gone', device, host, parts: missing.length, ...tried }, language);
    case 'fails':
      return tell({ key: 'recheck.fails', device, host }, language);
    case 'unknown':
      return tell({ key: 'recheck.unknown', host, because }, language);
  }
}
