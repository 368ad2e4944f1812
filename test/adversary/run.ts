import { startVitest } from 'vitest/node';

/*
 * npm run test:adversary: everything that is tried against who may ask, see and approve, counted. One case is one attempt that
 * must come to nothing. Prints a table; the exit status is 0 only where each case was refused, and there are enough of them.
 */

/** What is tried, by the file that tries it; `only`: the names of its cases in which something is refused. */
const SUITES: readonly (readonly [file: string, what: string, only?: RegExp])[] = [
  ['test/slack/forged.test.ts', "Slack's payloads, buttons and dialogs are forged"],
  ['test/slack/adversary.test.ts', 'people ask, press, approve and freeze what they may not'],
  [
    'test/slack/teams.test.ts',
    'hosts of teams, and evidence that stays in the store',
    /not of the team|in no message|cannot be read|probers alone/,
  ],
  ['test/slack/canaries.test.ts', 'secrets that hosts print and people write'],
  [
    'test/triage/workflow.test.ts',
    'what changes between an approval and its beginning',
    /is not (made|approved)/,
  ],
  ['test/config/ticket.test.ts', 'change tickets that are none', /refuses/],
  [
    'test/config/policy-check.test.ts',
    'policy programs that fail, hang, print',
    /refuses|secrets|shell|leaves running/,
  ],
  [
    'test/config/inventory-program.test.ts',
    'inventory programs that list, print and take what they must not',
    /left out|change nothing|named like|from others|program that fails/,
  ],
];
const FEWEST = 120;

const vitest = await startVitest(
  'test',
  SUITES.map(([file]) => file),
  { run: true, watch: false, reporters: ['default'] },
);
let all = 0;
let held = 0;
const lines: string[] = [];
for (const [file, what, only] of SUITES) {
  const modules = vitest.state.getTestModules().filter(({ moduleId }) => moduleId.endsWith(file));
  const cases = modules
    .flatMap(({ children }) => [...children.allTests()])
    .filter(({ fullName }) => only?.test(fullName) ?? true);
  const refused = cases.filter((each) => each.result().state === 'passed').length;
  all += cases.length;
  held += refused;
  lines.push(`${String(cases.length).padStart(5)} ${String(refused).padStart(8)}  ${what}`);
}
await vitest.close();
process.stdout.write(
  `\ncases  refused  what is tried\n${lines.join('\n')}\n${String(all).padStart(5)} ${String(held).padStart(8)}  in all\n`,
);
process.exitCode = held === all && all >= FEWEST ? 0 : 1;
