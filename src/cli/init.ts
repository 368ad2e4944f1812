import type { Command } from 'commander';

/** `roundtrip init`: a first, commented configuration from the hosts that the ssh configuration names. */
export function addInitCommand(program: Command): void {
  program
    .command('init')
    .description('write a commented roundtrip.yaml from the ssh configuration; never overwrites one')
    .option('--ssh-config <file>', 'OpenSSH client configuration to take the hosts from', '~/.ssh/config')
    .action(async (options: { sshConfig: string }, command: Command) => {
      const { writeStarterConfig } = await import('./write-starter-config.ts');
      const { config } = command.optsWithGlobals<{ config?: string }>();
      const file = config ?? 'roundtrip.yaml';
      process.stdout.write(writeStarterConfig(file, options.sshConfig));
      const { loadConfig } = await import('../config/index.ts');
      const { openSigningKey } = await import('../store/index.ts');
      const { signingKeyFile } = loadConfig({ file }).audit;
      await openSigningKey(signingKeyFile);
      process.stdout.write(`The audit trail is signed with ${signingKeyFile}: keep it, and from others.\n`);
    });
}
