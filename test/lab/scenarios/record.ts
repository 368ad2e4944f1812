import { argv, exit, stdout } from 'node:process';
import type { Diagnosis } from '../../../src/analyzer/model/index.ts';
import { diagnose } from '../../../src/library.ts';
import { SCENARIOS } from './catalogue/index.ts';
import { LESS_HEARD } from './less-heard.ts';
import { withScenario } from './play.ts';
import { keepRecording, type Recording, readRecordings } from './recording.ts';
import type { Expectation } from './scenario.ts';

/**
 * Plays the scenarios whose names hold the given words (all where none is given), prints what is said of each, and keeps
 * what was heard: node test/lab/scenarios/record.ts [WORD…]. With `again` as the first word nothing is played: what was
 * kept is judged again.
 */
const words = argv.slice(2);
const again = words[0] === 'again';
const wanted = again ? words.slice(1) : words;
const scenarios = SCENARIOS.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.includes(word)),
);
let wrong = 0;

if (again) for (const recording of readRecordings(scenarios)) judgeAgain(recording);
else for (const scenario of scenarios) await play(scenario);
exit(wrong === 0 ? 0 : 1);

async function play(scenario: (typeof SCENARIOS)[number]): Promise<void> {
  try {
    await withScenario(scenario, async ({ answered, look }) => {
      const works = await answered();
      const { diagnosis, asked } = await look();
      keepRecording(scenario, asked);
      tell(`${scenario.name} (${works ? 'answered' : 'no answer'})`, diagnosis, scenario.expect);
    });
  } catch (error) {
    wrong++;
    stdout.write(`ERROR ${scenario.name}: ${error}\n`);
  }
}

function judgeAgain({ name, asked, expect }: Recording): void {
  tell(name, diagnose(asked), expect);
  for (const [what, less] of Object.entries(LESS_HEARD)) {
    const { cause, stages } = diagnose(less(asked));
    if (cause === expect.cause || cause === 'inconclusive') continue;
    wrong++;
    const stop = stages.find(({ status }) => status === 'stopped' || status === 'would-stop');
    stdout.write(`WRONG ${name} ${what}: ${cause} at ${stop?.stage}: ${stop?.because}\n`);
  }
}

function tell(title: string, diagnosis: Diagnosis, expected: Expectation): void {
  const { cause, stage, certainty, next, headline, stages, remedies } = diagnosis;
  const told = [
    headline,
    diagnosis.explanation,
    ...diagnosis.remarks,
    ...stages.map(({ because }) => because),
  ];
  const right =
    cause === expected.cause &&
    stage === expected.stage &&
    (expected.certainty ?? certainty) === certainty &&
    String(expected.next ?? next) === String(next) &&
    (expected.says === undefined || expected.says.test(told.join('\n'))) &&
    Object.entries(expected.remedies ?? {}).every(
      ([id, outcome]) => (remedies.find((one) => one.id === id)?.outcome ?? 'not offered') === outcome,
    );
  if (!right) wrong++;
  const offered = remedies.map(({ id, outcome }) => `${id}: ${outcome}`).join(', ');
  stdout.write(
    `${right ? 'ok   ' : 'WRONG'} ${title}: ${cause} at ${stage}, ${certainty}; next ${next}; ${offered}\n`,
  );
  if (right) return;
  for (const { stage: at, status, because } of stages) stdout.write(`        ${status} ${at}: ${because}\n`);
  stdout.write(`        expected ${JSON.stringify(expected)}; ${diagnosis.explanation}\n`);
}
