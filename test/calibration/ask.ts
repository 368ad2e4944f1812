import { z } from 'zod';
import { CAUSES, RemedyId } from '../../src/analyzer/model/index.ts';
import { RoundtripError } from '../../src/errors.ts';
import { diagnose } from '../../src/library.ts';
import { type ExplainFlags, explainConsole } from '../../src/triage/index.ts';
import type { Answer, Input } from './trial.ts';

/*
 * All that the calibration takes from the program stands here.
 */

export type { Observation } from '../../src/analyzer/model/index.ts';

/** The causes that the analyzer can name. */
export const ANALYZER_CAUSES: readonly string[] = CAUSES;

/** The remedies that a button can apply. */
export const REMEDIES: readonly string[] = RemedyId.options;

/** The part of `roundtrip.diagnosis/1` that is measured. */
const Measured = z.object({
  host: z.string(),
  cause: z.string(),
  certainty: z.enum(['proven', 'likely', 'open']),
  headline: z.string(),
  flow: z.object({ interface: z.string().optional(), to: z.string().optional() }),
  settles: z.string().optional(),
  settlesOn: z.string().optional(),
  candidates: z.array(z.object({ cause: z.string() })).optional(),
  alsoAffected: z.array(z.string()).optional(),
  remedies: z.array(z.object({ id: z.string(), outcome: z.string(), refused: z.string().optional() })),
  advice: z.object({ commands: z.array(z.array(z.string())) }).optional(),
});

/** Puts an input to the analyzer, in this process. */
export function ask(input: Input): Answer {
  try {
    return measured(
      input.form === 'observed' ? diagnose(input.asked) : explained(input.text, input.arguments),
    );
  } catch (error) {
    if (!(error instanceof RoundtripError)) throw error;
    return {
      cause: error.code,
      certainty: 'refused',
      alsoAffected: [],
      offered: [],
      promised: [],
      advice: [],
      said: error.message,
    };
  }
}

function explained(text: string, args: readonly string[]): unknown {
  return explainConsole(text, flagsOf(args)).diagnosis;
}

/** The arguments of `explain` as flags. */
export function flagsOf(args: readonly string[]): ExplainFlags {
  const value = (option: string): string | undefined => {
    const at = args.indexOf(option);
    return at < 0 ? undefined : args[at + 1];
  };
  const [iface, from, to, port, gateway] = ['--iface', '--from', '--to', '--port', '--gateway'].map(value);
  const transport = args.includes('--udp') ? 'udp' : 'tcp';
  return {
    ...(iface === undefined ? {} : { interface: iface }),
    ...(port === undefined ? {} : { protocol: transport, port: Number(port) }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(gateway === undefined ? {} : { gateway }),
  };
}

function measured(diagnosis: unknown): Answer {
  const read = Measured.parse(diagnosis);
  const { cause, certainty, headline, flow, settles, settlesOn, candidates, alsoAffected, remedies } = read;
  const offered = remedies.filter(
    ({ outcome, refused }) => outcome !== 'does-not-repair' && refused === undefined,
  );
  return {
    cause,
    certainty,
    said: headline,
    alsoAffected: alsoAffected ?? [],
    offered: offered.map(({ id }) => id),
    promised: offered.filter(({ outcome }) => outcome === 'repairs').map(({ id }) => id),
    advice: (read.advice?.commands ?? []).map((argv) => argv.join(' ')),
    host: read.host,
    ...(flow.to === undefined ? {} : { to: flow.to }),
    ...(flow.interface === undefined || flow.interface === '' ? {} : { interface: flow.interface }),
    ...(settles === undefined ? {} : { settles }),
    ...(settlesOn === undefined ? {} : { settlesOn }),
    ...(candidates === undefined ? {} : { candidates: candidates.map((candidate) => candidate.cause) }),
  };
}
