import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import { SCENARIOS } from '../../lab/scenarios/catalogue/index.ts';
import { withScenario } from '../../lab/scenarios/play.ts';
import { readRecordings } from '../../lab/scenarios/recording.ts';
import { CONSOLES, consoleOf } from './console.ts';
import { typeCommands } from './type-commands.ts';

/**
 * Plays the scenarios whose names hold the given words (all where none is given) and keeps what a person would have seen on
 * the consoles of both sides: node test/calibration/consoles/run.ts [WORD…]. Needs root.
 * Scenarios about the limits of the bot's own capture are left out: a person's has none.
 */
const OF_THE_BOT = /-the-capture-is-flooded$|^strict-slow-sender$/;
const words = argv.slice(2);
const wanted = SCENARIOS.filter(
  ({ name }) => !OF_THE_BOT.test(name) && (words.length === 0 || words.some((word) => name.includes(word))),
);

mkdirSync(CONSOLES, { recursive: true });
for (const { name, asked } of readRecordings(wanted)) {
  const scenario = wanted.find((one) => one.name === name);
  if (!scenario) continue;
  await withScenario(scenario, async (play) => {
    const beside = (scenario.meanwhile ?? []).map(([node, ...command]) => play.lab.spawn(node, command));
    const sections = await typeCommands(play, asked.flow.to, asked.flow.from);
    await Promise.all(beside.map((command) => command.stop()));
    writeFileSync(join(CONSOLES, `${name}.txt`), consoleOf(sections));
    stdout.write(`${name}: ${sections.length} commands\n`);
  });
}
