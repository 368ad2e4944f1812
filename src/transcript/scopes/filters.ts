import type { Scope } from '../../analyzer/model/index.ts';
import type { Block } from '../output.ts';
import { limitsOf } from './shown.ts';

/**
 * What a listing of packet filters covers, by its command (`nft list table inet filter`, `iptables -t nat -S`,
 * `iptables-save`). `tables`: the tables that the listing itself shows to be complete (a closing brace, COMMIT).
 */
export function filterScopesOf(block: Block, program: string, tables: readonly string[] = []): Scope[] {
  const limits = limitsOf(block);
  if (limits === undefined) return [];
  const asked = askedOf(block.command?.argv);
  const closed = tables.map((table): Scope => ({ program, table }));
  if (asked === undefined) return closed;
  const whole: Scope = { program, ...asked, ...limits };
  return asked.chain === undefined ? [...closed, whole] : [whole];
}

/** Table and chain that a command names; undefined where its choice cannot be put so. */
export function askedOf(argv: readonly string[] = []): Pick<Scope, 'table' | 'chain'> | undefined {
  const [name = '', ...args] = argv;
  if (name === 'nft') return askedOfNft(args.filter((word) => !word.startsWith('-')));
  const at = args.findIndex((word) => word === '-t' || word === '--table');
  const attached = args.find((word) => /^-t\w|^--table=/.test(word))?.replace(/^-t|^--table=/, '');
  const table = at === -1 ? attached : args[at + 1];
  if (!/^ip6?tables/.test(name) || name.endsWith('-save')) return table === undefined ? {} : { table };
  const list = args.findIndex((word) => /^-[nvxZ]*[SL][nvx]*$|^--list/.test(word));
  const chain = list === -1 ? undefined : args[list + 1];
  const named = chain === undefined || chain.startsWith('-') ? {} : { chain };
  return { table: table ?? 'filter', ...named };
}

function askedOfNft(words: readonly string[]): Pick<Scope, 'table' | 'chain'> | undefined {
  const [verb, object, ...rest] = words;
  if (verb === undefined || (verb === 'list' && object === 'ruleset' && rest.length === 0)) return {};
  if (verb !== 'list' || (object !== 'table' && object !== 'chain')) return undefined;
  // The family is `ip` where none is named (nft(8)).
  const named = /^(?:ip|ip6|inet|arp|bridge|netdev)$/.test(rest[0] ?? '') ? rest : ['ip', ...rest];
  const [family, table, chain] = named;
  if (table === undefined) return undefined;
  return { table: `${family} ${table}`, ...(object === 'chain' && chain !== undefined ? { chain } : {}) };
}
