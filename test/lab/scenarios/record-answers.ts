import { argv, stdout } from 'node:process';
import type { Lab } from '../../../src/demo/lab/index.ts';
import { keepAnswers, readAnswers } from './answers.ts';
import { SCENARIOS } from './catalogue/index.ts';
import { withScenario } from './play.ts';

/**
 * Plays the scenarios whose names hold the given words (all where none is given), pings every address of server-b from server-a, and
 * keeps which of them answered: node test/lab/scenarios/record-answers.ts [WORD…].
 */
const words = argv.slice(2);
const answers = { ...readAnswers() };

for (const scenario of SCENARIOS) {
  const { name, meanwhile = [] } = scenario;
  if (words.length > 0 && !words.some((word) => name.includes(word))) continue;
  try {
    await withScenario(scenario, async ({ lab }) => {
      const beside = meanwhile.map(([node, ...command]) => lab.spawn(node, command));
      answers[name] = await answersOf(lab);
      await Promise.all(beside.map((command) => command.stop()));
    });
    stdout.write(`${name} ${JSON.stringify(answers[name])}\n`);
  } catch (error) {
    stdout.write(`ERROR ${name}: ${error}\n`);
  }
  keepAnswers(answers);
}

/** Which addresses of server-b answer a ping of server-a, which is in another network. */
async function answersOf(lab: Lab): Promise<Record<string, boolean>> {
  const [addresses = [], own = []] = await Promise.all(
    ['server-b', 'server-a'].map((node) => listed(lab, node)),
  );
  // What server-a has itself it would answer itself.
  const asked = addresses
    .filter((address) => !own.includes(address))
    .map(async (address) => {
      const ping = ['ping', '-n', '-c', '3', '-i', '0.3', '-W', '1', address];
      const { stdout: said } = await lab.exec('server-a', ping);
      return [address, Number(/(\d+) received/.exec(said)?.[1] ?? 0) > 0] as const;
    });
  return Object.fromEntries(await Promise.all(asked));
}

async function listed(lab: Lab, node: string): Promise<string[]> {
  const { stdout: text } = await lab.exec(node, ['ip', '-o', 'addr', 'show', 'scope', 'global']);
  return [...text.matchAll(/ inet6? ([\d.:a-f]+)/g)].flatMap(([, address]) => address ?? []);
}
