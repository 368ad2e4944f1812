import type { Command } from 'commander';
import { EXIT } from '../errors.ts';
import type { WordsRead } from '../slack/index.ts';
import { type FlowWish, flowWords } from './flow-options.ts';
import { addExamples } from './help.ts';
import { printJson } from './output.ts';
import { tellAside } from './screen.ts';
import { language, say, speakAs } from './speech.ts';
import { triageInterface } from './triage.ts';

type AskOptions = { dryRun?: boolean; json?: boolean; verbose?: boolean };

/** `roundtrip ask WORDS…`: the same reading of natural words as in the chat, then the triage. */
export function addAskCommand(program: Command): void {
  const { ask: told, flow, frame } = say().help;
  const ask = program
    .command('ask')
    .summary(told.summary)
    .description(told.description)
    .argument('<words...>', told.words)
    .option('--dry-run', told.dryRun)
    .option('--verbose', flow.verbose)
    .option('--json', frame.json)
    .action(runAsk);
  addExamples(ask, {
    'roundtrip ask "can\'t ping eth1 on server-b from server-a"': told.examples.triage,
    'roundtrip ask --dry-run server-b:eth1 from server-a': told.examples.dryRun,
  });
}

async function runAsk(words: string[], options: AskOptions, command: Command): Promise<void> {
  const { loadConfigWithInventory } = await import('../config/index.ts');
  const { readWords } = await import('../slack/index.ts');
  const file = command.optsWithGlobals<{ config?: string }>().config;
  const config = await loadConfigWithInventory({ file }, tellAside);
  speakAs(config.language);
  const read = await readWords(config, words.join(' '), language());
  const { reading, request } = read;
  if (reading === 'certain' && options.dryRun !== true) {
    const { host = '', interface: iface = '' } = request ?? {};
    const wish = wishOf(request ?? { protocol: 'icmp' });
    if (options.json !== true) tellAside(read.say);
    return triageInterface({ host, iface, wish }, options, command);
  }
  if (options.json) printJson(documentOf(read));
  else process.stdout.write(`${textOf(read)}\n`);
  // What was asked is not clear: nothing was looked at.
  if (options.dryRun !== true) process.exitCode = EXIT.usage;
}

type Check = WordsRead['offers'][number];
type Draft = NonNullable<WordsRead['request']>;

/** The flow that was understood, as `triage` takes it. */
function wishOf({ protocol, from, to, port, waitSeconds }: Draft): FlowWish {
  return {
    protocol,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(port === undefined ? {} : { port }),
    ...(waitSeconds === undefined ? {} : { waitSeconds }),
  };
}

/** The public document `roundtrip.reading/1`. */
function documentOf({ reading, request, offers, say: answer }: WordsRead): object {
  return {
    schema: 'roundtrip.reading/1',
    reading,
    ...(request === undefined ? {} : { request: publicCheck(request) }),
    offers: offers.map(publicCheck),
    say: answer,
  };
}

function publicCheck({ from, ...check }: Draft): object {
  if (from === undefined) return check;
  return { ...check, from: from.kind === 'host' ? { host: from.host } : { address: from.address } };
}

/** The answer, and the commands that its offers stand for. */
function textOf({ say: answer, offers, reading, request }: WordsRead): string {
  const checks = reading === 'certain' && isWhole(request) ? [request] : offers;
  return [answer, ...checks.map((check) => `    ${commandOf(check)}`)].join('\n');
}

function isWhole(check: Draft | undefined): check is Draft & Pick<Check, 'host' | 'interface'> {
  return check?.host !== undefined && check.interface !== undefined;
}

function commandOf({ host, interface: iface, ...flow }: Draft & Pick<Check, 'host' | 'interface'>): string {
  return ['roundtrip', 'triage', host, iface, ...flowWords(wishOf(flow))].join(' ');
}
