import { isIP } from 'node:net';
import type { Command } from 'commander';
import { printable } from '../printable.ts';
import { addExamples } from './help.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

/** `roundtrip collect`: the script for a host that SSH does not reach. */
export function addCollectCommand(program: Command): void {
  const { collect: told } = say().help;
  const collected = program
    .command('collect')
    .summary(told.summary)
    .description(told.description)
    .argument('<host>', told.host)
    .argument('[interface]', told.iface)
    .option('--from <ip>', told.from)
    .action(collect);
  addExamples(collected, {
    'roundtrip collect - eth1 > look.sh': told.examples.any,
    'roundtrip collect - > scan.sh': told.examples.host,
  });
}

async function collect(
  host: string,
  name: string | undefined,
  options: { readonly from?: string },
  command: Command,
): Promise<void> {
  const { loadConfigWithInventory, parseInterfaceName, resolveHost } = await import('../config/index.ts');
  const { collectHostScript, collectScript } = await import('../host/index.ts');
  if (host !== '-') {
    const file = command.optsWithGlobals<{ config?: string }>().config;
    const { tellAside } = await import('./screen.ts');
    resolveHost(await loadConfigWithInventory({ file }, tellAside), host);
  }
  if (options.from !== undefined && isIP(options.from) === 0) {
    const told = { text: printable(options.from) };
    throw problem('address-invalid', say().problems.collectAddressInvalid(told));
  }
  if (name === undefined && options.from !== undefined)
    throw problem('usage', say().problems.optionNeedsInterface({ option: '--from' }));
  process.stdout.write(
    name === undefined ? collectHostScript() : collectScript(parseInterfaceName(name), options.from),
  );
}
