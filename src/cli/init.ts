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
      process.stdout.write(writeStarterConfig(config ?? 'roundtrip.yaml', options.sshConfig));
    });
}
