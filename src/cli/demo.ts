import { once } from 'node:events';
import type { Command } from 'commander';
import { EXIT, RoundtripError } from '../errors.ts';

type DemoCommandOptions = { once?: boolean; port: string };

/** `roundtrip demo`: the seed's network, a local Slack in the browser, and the bot; `--once` plays the whole story. */
export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description(
      'the whole story on this machine: a network, a local Slack in the browser, and the bot (Linux, root)',
    )
    .option('--once', 'play it without a browser, print it, and exit 0 only if the ping works at the end')
    .option('--port <n>', "port of the workspace's page on 127.0.0.1 (0 takes a free one)", '3939')
    .action(runDemo);
}

async function runDemo(options: DemoCommandOptions): Promise<void> {
  const port = readPort(options);
  const { playStory, startDemo } = await loadDemo();
  const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const demo = await startDemo({ port, onProgress: (text) => process.stderr.write(`${text} …\n`) });
  try {
    if (options.once) {
      const story = playStory(demo, (text) => process.stdout.write(`${text}\n`));
      const end = await Promise.race([story, interrupted.then(() => undefined)]);
      if (end) verdictOfStory(end);
      else process.exitCode = EXIT.failed;
    } else {
      process.stdout.write(
        `\nThe workspace is at ${demo.workspace.url}\n` +
          `In #net-ops, as on-call, type:  /roundtrip server-b eth1 from server-a\n` +
          `net-admin may approve; visitor may not. Ctrl-C ends the demo and removes all of it.\n`,
      );
      await interrupted;
    }
    process.stderr.write('Ending the demo …\n');
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
    throw new RoundtripError(
      'demo-not-installed',
      'The demo is not part of this installation.',
      'Run it from a copy of the whole repository: npm run demo.',
      { cause },
    );
  }
}

function readPort({ once: playOnce, port }: DemoCommandOptions): number {
  if (playOnce) return 0;
  if (/^\d{1,5}$/.test(port) && Number(port) <= 65535) return Number(port);
  throw new RoundtripError('option-invalid', '--port is not a port number.', 'Write it as --port 3939.', {
    exitStatus: EXIT.usage,
  });
}

function verdictOfStory({ pingBefore, pingAfter }: { pingBefore: number; pingAfter: number }): void {
  process.stdout.write(`\nThe ping: ${pingBefore} answers before, ${pingAfter} after.\n`);
  if (pingBefore > 0 || pingAfter === 0) process.exitCode = EXIT.failed;
}
