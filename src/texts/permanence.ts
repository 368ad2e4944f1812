import type { Permanence } from '../analyzer/model/index.ts';
import { type Language, tell } from './tell.ts';

/** A file that would be new, by its lines. */
type NewFile = { path: string; lines: readonly string[] };

/** What keeps a plan after a restart, in lines that stand alone. */
export type PermanenceLines = {
  /** What is written. */
  files: NewFile[];
  /** What is not, and why. */
  withheld: { because: string; file?: NewFile }[];
  /** What becomes of a change that is not kept, earlier than at the next restart. */
  notes: string[];
};

/** What keeps a plan after a restart. */
export function permanenceLines(
  { files, withheld, takenAwayBy = [] }: Permanence,
  language: Language = 'en',
): PermanenceLines {
  return {
    files: files.map(newFile),
    withheld: withheld.map(({ interface: device, because, owner, file }) => ({
      because: tell(
        { key: 'permanence.withheld', device, because, ...(owner === undefined ? {} : { owner }) },
        language,
      ),
      ...(file ? { file: newFile(file) } : {}),
    })),
    notes: takenAwayBy.flatMap(({ interface: device, owner, foreign }) => [
      ...(foreign === 'kept'
        ? []
        : [tell({ key: 'permanence.taken-away', device, owner, ...(foreign ? { foreign } : {}) }, language)]),
      ...(files.length === 0 ? [] : [tell({ key: 'permanence.configured-anew', device, owner }, language)]),
    ]),
  };
}

function newFile({ path, after }: Permanence['files'][number]): NewFile {
  return { path, lines: after.trimEnd().split('\n') };
}
