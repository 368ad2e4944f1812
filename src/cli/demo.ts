import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import { addExamples } from './help.ts';
import { leaveInterruptsAlone } from './interrupt.ts';
import { problem } from './problem.ts';
import { readPort } from './read-port.ts';
import { say } from './speech.ts';

type DemoCommandOptions = { once?: boolean; port: string; forContainer?: string };

/** `roundtrip demo`: the seed's network, a local Slack in the browser, and the bot; `--once` plays the whole story. */
export function addDemoCommand(program: Command): void {
  const { demo: told } = say().help;
  const demo = program
    .command('demo')
    .summary(told.summary)
    .description(told.description)
    .option('--once', told.once)
    .option('--port <n>', told.port, '3939')
    .option('--for-container <directory>', told.forContainer)
    .action(runDemo);
  addExamples(demo, {
    'roundtrip demo': told.examples.plain,
    'roundtrip demo --once': told.examples.once,
  });
}

async function runDemo(options: DemoCommandOptions): Promise<void> {
  leaveInterruptsAlone();
  const port = options.once ? 0 : readPort(options.port, say().problems.portInvalid);
  const { playStory, startDemo, startForContainer, PASTE_PAGE } = await loadDemo();
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const onProgress = (text: string) => void process.stderr.write(`${text} …\n`);
  if (options.forContainer !== undefined) {
    const { workspace, stop } = await startForContainer({
      directory: options.forContainer,
      port,
      onProgress,
    });
    const { demoAt, demoType, demoApprove } = say().setup;
    process.stdout.write(`\n${[demoAt({ url: workspace.url }), demoType, demoApprove].join('\n')}\n`);
    await interrupted;
    await stop();
    return;
  }
  const demo = await startDemo({ port, onProgress });
  try {
    if (options.once) {
      const story = playStory(demo, (text) => process.stdout.write(`${text}\n`));
      const end = await Promise.race([story, interrupted.then(() => undefined)]);
      if (end) verdictOfStory(end);
      else process.exitCode = EXIT.failed;
    } else {
      const { demoAt, demoType, demoApprove, demoPaste } = say().setup;
      const { url } = demo.workspace;
      const paste = existsSync(PASTE_PAGE) ? [demoPaste({ page: PASTE_PAGE.href })] : [];
      process.stdout.write(`\n${[demoAt({ url }), demoType, demoApprove, ...paste].join('\n')}\n`);
      await interrupted;
    }
    process.stderr.write(`${say().setup.demoEnding}\n`);
  } finally {
    await demo.stop();
  }
}

/** The local Slack is not in the container image and in no package of the bot: the demo needs the whole repository. */
async function loadDemo(): Promise<typeof import('../demo/index.ts')> {
  try {
    return await import('../demo/index.ts');
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause;
    throw problem('demo-not-installed', say().problems.demoNotInstalled(), {
      exitStatus: EXIT.failed,
      cause,
    });
  }
}

function verdictOfStory({ pingBefore, pingAfter }: { pingBefore: number; pingAfter: number }): void {
  process.stdout.write(`\n${say().setup.demoPing({ before: pingBefore, after: pingAfter })}\n`);
  if (pingBefore > 0 || pingAfter === 0) process.exitCode = EXIT.failed;
}
