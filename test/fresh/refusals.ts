import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInRoot, type Shared } from './clean-root.ts';
import type { Command } from './run-command.ts';

/** A machine on which the setup cannot do its work: it must say so in one sentence, before it downloads anything. */
type Refusal = {
  title: string;
  command: Command;
  user: 'root' | 'nobody';
  /** Makes such a machine of a clean root. */
  prepare?(root: string): void;
  sentence: RegExp;
};

export const REFUSALS: readonly Refusal[] = [
  {
    title: 'the demo, not root',
    command: ['npm', 'run', 'demo'],
    user: 'nobody',
    sentence: /^setup: Only root can run "npm run demo": .*$/gm,
  },
  {
    title: 'the tests, not root',
    command: ['npm', 'test'],
    user: 'nobody',
    sentence: /^setup: System packages are missing, and only root can install them\. .*\n {2}sudo .*$/gm,
  },
  {
    title: 'Debian without apt',
    command: ['npm', 'run', 'demo'],
    user: 'root',
    prepare: (root) => rmSync(join(root, 'usr/bin/apt-get')),
    sentence: /^setup: There is no apt-get here: .*$/gm,
  },
  {
    title: 'not Debian',
    command: ['npm', 'test'],
    user: 'root',
    prepare: (root) => {
      rmSync(join(root, 'etc/os-release'));
      writeFileSync(join(root, 'etc/os-release'), 'ID=fedora\n');
    },
    sentence: /^setup: This is neither Debian nor Ubuntu: .*$/gm,
  },
];

const LONGEST_SECONDS = 20;

/** What is wrong with how a refusal ended, or undefined. */
export async function faultOfRefusal(
  { command, user, sentence }: Refusal,
  root: string,
  shared: Shared,
): Promise<{ seconds: number; fault: string | undefined; output: string }> {
  const { status, output, seconds } = await runInRoot(root, command, shared, user);
  const said = output.match(/^setup: .*$/gm) ?? [];
  const fault =
    status !== 1
      ? `exit status ${status}`
      : said.length !== 1 || output.match(sentence)?.length !== 1
        ? 'not one clear sentence'
        : seconds > LONGEST_SECONDS
          ? 'too late'
          : undefined;
  return { seconds, fault, output };
}
