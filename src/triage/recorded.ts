import { z } from 'zod';
import { Diagnosed, Diagnosis, Plan, ProposedPlan } from '../analyzer/model/index.ts';
import { type Language, tellDiagnosis, tellPlan } from '../texts/index.ts';

/**
 * A diagnosis as an event keeps it: codes and parameters, so that it can be read in any language. Events of version 1 keep
 * the English sentences that were made of them.
 */
export const RecordedDiagnosis = z.discriminatedUnion('schema', [Diagnosed, Diagnosis]);
export type RecordedDiagnosis = z.infer<typeof RecordedDiagnosis>;

/** A plan as an event keeps it; the same difference between the versions. */
export const RecordedPlan = z.union([ProposedPlan, Plan]);
export type RecordedPlan = z.infer<typeof RecordedPlan>;

/** The diagnosis in one language; that of an event of version 1 in the language that it has. */
export function diagnosisIn(language: Language, recorded: RecordedDiagnosis): Diagnosis {
  return recorded.schema === 'roundtrip.diagnosis/1' ? recorded : tellDiagnosis(recorded, language);
}

/** The plan in one language; that of an event of version 1 in the language that it has. */
export function planIn(language: Language, recorded: RecordedPlan): Plan {
  return isTold(recorded) ? recorded : tellPlan(recorded, language);
}

function isTold(recorded: RecordedPlan): recorded is Plan {
  return Array.isArray(recorded.blastRadius);
}
