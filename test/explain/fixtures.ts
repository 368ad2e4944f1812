import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Cause, Diagnosis, Remedy, RemedyId, StageName } from '../../src/analyzer/model/index.ts';
import { root } from '../cli/run-roundtrip.ts';

const folder = join(root, 'test', 'fixtures', 'explain');

/** What a person would find in the paste: the arguments of `explain`, and the verdict. */
const Expected = z.strictObject({
  arguments: z.array(z.string()),
  cause: Cause,
  stage: StageName.nullable(),
  certainty: Diagnosis.shape.certainty,
  /** Remedies that are named, and what becomes of the flow with each; all others are false. */
  remedies: z.partialRecord(RemedyId, Remedy.shape.outcome),
  /** The one command that would settle an open question. */
  settles: z.string().optional(),
});

export type Pasted = { name: string; file: string; text: string; expected: z.infer<typeof Expected> };

/** The transcripts as people paste them. */
export function pastedTranscripts(): Pasted[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => pasted(file.slice(0, -'.txt'.length)));
}

/** One of them by its name. */
export function pasted(name: string): Pasted {
  const file = join(folder, `${name}.txt`);
  const expected = Expected.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
  return { name, file, text: readFileSync(file, 'utf8'), expected };
}
