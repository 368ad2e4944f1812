import { isIP } from 'node:net';
import type { Command } from 'commander';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';

/** `roundtrip collect`: the script for a host that SSH does not reach. */
export function addCollectCommand(program: Command): void {
  program
    .command('collect')
    .description(
      'print the script that gathers everything, for a serial console; its output goes to "explain"',
    )
    .argument('<host>', 'host of the inventory, or - for any')
    .argument('<interface>', 'interface that does not answer')
    .option('--from <ip>', 'address that should get an answer')
    .action(collect);
}

async function collect(
  host: string,
  name: string,
  options: { readonly from?: string },
  command: Command,
): Promise<void> {
  const { loadConfigWithInventory, parseInterfaceName, resolveHost } = await import('../config/index.ts');
  const { collectScript } = await import('../host/index.ts');
  if (host !== '-') {
    const file = command.optsWithGlobals<{ config?: string }>().config;
    const tell = (text: string): void => void process.stderr.write(`${text}\n`);
    resolveHost(await loadConfigWithInventory({ file }, tell), host);
  }
  if (options.from !== undefined && isIP(options.from) === 0) {
    throw new RoundtripError(
      'address-invalid',
      `"${printable(options.from)}" is not an IP address.`,
      'Give the address that should get an answer, such as --from 172.16.0.4.',
      { exitStatus: EXIT.usage },
    );
  }
  process.stdout.write(collectScript(parseInterfaceName(name), options.from));
}
