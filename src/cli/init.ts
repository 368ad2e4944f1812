import { rm } from 'node:fs/promises';
import type { Command } from 'commander';
import { addExamples } from './help.ts';
import { say } from './speech.ts';

/** `roundtrip init`: a first, commented configuration from the hosts that the ssh configuration names. */
export function addInitCommand(program: Command): void {
  const { init: told } = say().help;
  const init = program
    .command('init')
    .summary(told.summary)
    .description(told.description)
    .option('--ssh-config <file>', told.sshConfig, '~/.ssh/config')
    .action(async (options: { sshConfig: string }, command: Command) => {
      const { writeStarterConfig } = await import('./write-starter-config.ts');
      const { config } = command.optsWithGlobals<{ config?: string }>();
      const { file, said } = await writeStarterConfig(config ?? 'roundtrip.yaml', options.sshConfig);
      const { loadConfig } = await import('../config/index.ts');
      const { firstKey } = await import('../store/index.ts');
      const { audit } = loadConfig({ file });
      // Both or none: with the configuration alone it could not be called again.
      await firstKey(audit).catch(async (error: unknown) => {
        await rm(file, { force: true });
        throw error;
      });
      process.stdout.write(`${said}${say().setup.signedWith({ file: audit.signingKeyFile })}\n`);
    });
  addExamples(init, {
    'roundtrip init': told.examples.plain,
    'roundtrip init --config /etc/roundtrip/roundtrip.yaml': told.examples.elsewhere,
  });
}
