import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { LESS_HEARD } from '../lab/scenarios/less-heard.ts';
import { type Recording, readRecordings } from '../lab/scenarios/recording.ts';
import type { Scenario } from '../lab/scenarios/scenario.ts';
import { alsoTrue } from './also-true.ts';
import { type ConsoleSection, consoleOf, readConsoles } from './consoles/console.ts';
import { lessShown } from './coverage.ts';
import { mustNotBeOffered } from './remedies.ts';
import { fromConsole, fromObservation } from './supply.ts';
import type { Expected, Trial } from './trial.ts';

/**
 * Every recording of a scenario: as a triage over SSH saw it, with one witness less, as a pasted console, and as a console
 * in which one listing shows less.
 */
export function scenarioTrials(scenarios: readonly Scenario[] = SCENARIOS): Trial[] {
  const consoles = readConsoles();
  return readRecordings(scenarios).flatMap((recording) => {
    const sections = consoles.get(recording.name);
    return [
      overSsh(recording),
      ...withLess(recording),
      ...(sections === undefined ? [] : consoleTrials(recording, sections)),
    ];
  });
}

function overSsh({ name, asked, expect }: Recording): Trial {
  return {
    name,
    kind: 'scenario over SSH',
    input: { form: 'observed', asked },
    expected: { ...expectedOf({ name, asked, expect }), accept: [expect.cause] },
    supply: fromObservation(asked),
  };
}

/** One witness less may make it inconclusive, never something else. */
function withLess(recording: Recording): Trial[] {
  const { asked } = recording;
  const expected = expectedOf(recording);
  return Object.entries(LESS_HEARD).map(([what, less]) => ({
    name: recording.name,
    variant: what,
    kind: 'scenario, a witness less',
    input: { form: 'observed', asked: less(asked) },
    expected,
    supply: fromObservation(asked),
  }));
}

/** A console shows no more than a triage over SSH: where it can be told there, it can be told here or is left open. */
function consoleTrials(recording: Recording, sections: readonly ConsoleSection[]): Trial[] {
  const { name, asked } = recording;
  const expected = expectedOf(recording);
  const args = argumentsOf(asked.flow);
  const supply = fromConsole(sections, { asked: 'server-b', sender: asked.peerName ?? 'server-a' });
  const pasted = (shown: readonly ConsoleSection[]) =>
    ({ form: 'paste', text: consoleOf(shown), arguments: args }) as const;
  return [
    { name, kind: 'scenario, pasted', input: pasted(sections), expected, supply },
    ...lessShown(sections).map(({ what, sections: shown }): Trial => {
      const also = alsoTrue(name, recording.expect.cause, what);
      return {
        name,
        variant: what,
        kind: 'scenario, pasted, a listing filtered',
        input: pasted(shown),
        expected: {
          ...expected,
          accept: [...expected.accept, ...also],
          right: [...expected.right, ...also],
        },
        supply,
      };
    }),
  ];
}

/** The arguments of `explain` that name a flow. */
export function argumentsOf({
  interface: iface,
  from,
  to,
  protocol,
  port,
}: Recording['asked']['flow']): string[] {
  return [
    '--iface',
    iface,
    ...(from === undefined ? [] : ['--from', from]),
    ...(to === '' ? [] : ['--to', to]),
    ...(port === undefined ? [] : ['--port', String(port)]),
    ...(protocol === 'udp' ? ['--udp'] : []),
  ];
}

/** What may be said of a scenario that was not seen in full. */
function expectedOf({ asked, expect }: Recording): Expected {
  return {
    accept: [expect.cause, 'inconclusive'],
    never: [],
    right: expect.cause === 'inconclusive' ? [] : [expect.cause],
    helps: Object.entries(expect.remedies ?? {}).flatMap(([id, outcome]) =>
      outcome === 'repairs' ? [id] : [],
    ),
    neverRemedies: mustNotBeOffered(expect.cause, expect.remedies ?? {}),
    neverAdvice: [],
    interfaces: [asked.flow.interface],
    alsoAffected: [],
  };
}
