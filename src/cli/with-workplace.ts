import type { Command } from 'commander';
import { tellAside } from './screen.ts';
import { tellTrouble } from './tell-trouble.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** Opens the workplace that the configuration names for one command, and closes it again. */
export async function withWorkplace(
  command: Command,
  work: (workplace: Workplace) => Promise<void>,
): Promise<void> {
  const workplace = await openWorkplace({
    configFile: command.optsWithGlobals<{ config?: string }>().config,
    level: 'warn',
    onProgress: tellAside,
    onTrouble: tellTrouble,
  });
  try {
    await work(workplace);
  } finally {
    await workplace.close();
  }
}
