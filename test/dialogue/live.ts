import { alsoTrue } from '../calibration/also-true.ts';
import { ask as explained } from '../calibration/ask.ts';
import { type ConsoleSection, consoleOf } from '../calibration/consoles/console.ts';
import { onTerminal, tryToReach, typeCommands } from '../calibration/consoles/type-commands.ts';
import { QUESTIONS } from '../calibration/judge.ts';
import { argumentsOf } from '../calibration/scenarios.ts';
import { withAnswers } from '../calibration/supply.ts';
import type { Answer } from '../calibration/trial.ts';
import { type Play, withScenario } from '../lab/scenarios/play.ts';
import type { Recording } from '../lab/scenarios/recording.ts';
import type { Scenario } from '../lab/scenarios/scenario.ts';

/** A question that was asked, and what was said once its command had really been run. */
interface Turn {
  readonly command: string;
  readonly on: string;
  readonly answer: Answer;
}

/** A dialogue about a console from which listings were left out. */
export interface LiveDialogue {
  readonly scenario: string;
  readonly leftOut: readonly string[];
  readonly turns: readonly Turn[];
  readonly end: 'named' | 'named-wrongly' | 'still-open' | 'nothing-asked' | 'not-run';
}

/** Commands that watch until they are stopped. */
const WATCHES = /^tcpdump\b/;

/**
 * Plays the scenario, takes its console, leaves listings out until what is left is inconclusive, runs what is asked for on the
 * host that is named, and asks again. At most `most` dialogues, each with another first question.
 */
export function liveDialogues(
  scenario: Scenario,
  { asked, expect }: Recording,
  most: number,
): Promise<LiveDialogue[]> {
  const { flow } = asked;
  return withScenario(scenario, async (play) => {
    const beside = (scenario.meanwhile ?? []).map(([node, ...argv]) => play.lab.spawn(node, argv));
    const args = argumentsOf(flow);
    const explain = (text: string) => explained({ form: 'paste', text, arguments: args });
    const sections = await typeCommands(play, flow.to, flow.from);
    const dialogues: LiveDialogue[] = [];
    const asks = new Set<string>();
    for (const { leftOut, shown } of withLess(sections)) {
      if (dialogues.length >= most) break;
      const text = consoleOf(shown);
      const answer = explain(text);
      const first = `${answer.settlesOn}: ${answer.settles}`;
      if (answer.certainty !== 'open' || asks.has(first)) continue;
      asks.add(first);
      const right = [expect.cause, ...leftOut.flatMap((what) => alsoTrue(scenario.name, expect.cause, what))];
      const talked = await talk(play, flow.to, { text, answer, explain, right });
      dialogues.push({ scenario: scenario.name, leftOut, ...talked });
    }
    await Promise.all(beside.map((command) => command.stop()));
    return dialogues;
  });
}

/** The console with one listing left out, then with two. */
function withLess(sections: readonly ConsoleSection[]): { leftOut: string[]; shown: ConsoleSection[] }[] {
  const without = (places: readonly number[]) => ({
    leftOut: places.map((at) => `${sections[at]?.host}: ${sections[at]?.command} left out`),
    shown: sections.filter((_, at) => !places.includes(at)),
  });
  const one = sections.map((_, at) => without([at]));
  const two = sections.flatMap((_, at) =>
    sections.slice(at + 1).map((__, more) => without([at, at + 1 + more])),
  );
  return [...one, ...two];
}

type Asking = { text: string; answer: Answer; explain(text: string): Answer; right: readonly string[] };

async function talk(
  play: Play,
  to: string,
  { text, answer, explain, right }: Asking,
): Promise<Pick<LiveDialogue, 'turns' | 'end'>> {
  const turns: Turn[] = [];
  let left = text;
  let last = answer;
  while (turns.length < QUESTIONS) {
    const { settles: command, settlesOn: on } = last;
    if (command === undefined || on === undefined) return { turns, end: 'nothing-asked' };
    const output = await run(play, to, on, command);
    if (output === undefined) return { turns, end: 'not-run' };
    left = withAnswers(left, [{ host: on, command, output }]);
    last = explain(left);
    turns.push({ command, on, answer: last });
    if (last.certainty !== 'open')
      return { turns, end: right.includes(last.cause) ? 'named' : 'named-wrongly' };
  }
  return { turns, end: 'still-open' };
}

/** What the command really prints there; while a capture runs, the sender tries again. Undefined where there is no such host. */
async function run(
  { lab, scenario: { ask, topology } }: Play,
  to: string,
  on: string,
  command: string,
): Promise<string | undefined> {
  if (!Object.hasOwn(topology.nodes, on)) return undefined;
  const argv = ['sh', '-c', `exec ${command}`];
  if (!WATCHES.test(command)) {
    const { stdout, stderr } = await lab.exec(on, argv);
    return `${stdout}${stderr}`.replace(/\s+$/, '');
  }
  const capture = lab.spawn(on, argv);
  await capture.waitFor('listening on');
  if (ask.from !== null) await tryToReach(lab, ask, to, ask.from ?? 'server-a');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return onTerminal(await capture.stop());
}
