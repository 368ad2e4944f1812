import {
  type FilterCondition,
  type FilterField,
  type FilterStep,
  formatValue,
  parseAddress,
} from '../../analyzer/model/index.ts';
import { always, compareOne, not, OPEN } from './conditions.ts';
import { packetField } from './fields.ts';
import { moduleMatch } from './iptables-modules.ts';
import type { ModuleUse, Option } from './iptables-option.ts';
import { iptablesTarget } from './iptables-targets.ts';
import { readDatum } from './literals.ts';
import { iptablesWords, type Token } from './tokens.ts';

/** Reads one rule as iptables-save prints it after `-A CHAIN`. */
export function readIptablesRule(text: string, family: 4 | 6): { steps: FilterStep[]; comment?: string } {
  const { own, modules, target } = splitRule(iptablesWords(text));
  const protocol = own.find(({ name }) => name === '-p')?.values[0];
  const steps: FilterStep[] = own.map((option) => ownStep(option, family));
  for (const module of modules) steps.push(...moduleSteps(module, family, protocol));
  if (target) steps.push(...iptablesTarget(target.name, target.options, family));
  const comment = modules.flatMap(({ options }) => options).find(({ name }) => name === '--comment');
  const [words] = comment?.values ?? [];
  return { steps, ...(words === undefined ? {} : { comment: words }) };
}

const LONG: Record<string, string> = {
  '--source': '-s',
  '--src': '-s',
  '--destination': '-d',
  '--dst': '-d',
  '--in-interface': '-i',
  '--out-interface': '-o',
  '--protocol': '-p',
  '--proto': '-p',
  '--fragment': '-f',
  '--match': '-m',
  '--jump': '-j',
  '--goto': '-g',
};

/** Options before any module are the rule's own; those after `-m X` are X's, those after `-j X` its target's. */
function splitRule(words: readonly Token[]): {
  own: Option[];
  modules: ModuleUse[];
  target?: { name: string; options: Option[] };
} {
  const own: Option[] = [];
  const modules: ModuleUse[] = [];
  let target: { name: string; options: Option[] } | undefined;
  for (const option of optionsOf(words)) {
    const { name, values } = option;
    if (name === '-m') {
      modules.push({ name: values[0] ?? '', options: [] });
    } else if (name === '-j' || name === '-g') {
      target = { name: name === '-g' ? `-g ${values[0] ?? ''}` : (values[0] ?? ''), options: [] };
    } else if (/^-[sdiopf46]$/.test(name)) {
      own.push(option);
    } else if (target) {
      target.options.push(option);
    } else if (modules.length > 0) {
      modules.at(-1)?.options.push(option);
    } else {
      const protocol = own.find((one) => one.name === '-p')?.values[0] ?? '';
      modules.push({ name: protocol, options: [option] });
    }
  }
  return { own, modules, ...(target ? { target } : {}) };
}

function optionsOf(words: readonly Token[]): Option[] {
  const options: Option[] = [];
  let negated = false;
  for (const { text: word, quoted } of words) {
    if (quoted) {
      options.at(-1)?.values.push(word);
    } else if (word === '!') {
      negated = true;
    } else if (/^--?[a-zA-Z46]/.test(word)) {
      options.push({ name: LONG[word] ?? word, negated, values: [] });
      negated = false;
    } else {
      options.at(-1)?.values.push(word);
    }
  }
  return options;
}

function optionText({ name, negated, values }: Option): string {
  return `${negated ? '! ' : ''}${[name, ...values].join(' ')}`;
}

function ownStep(option: Option, family: 4 | 6): FilterStep {
  return { kind: 'match', condition: ownCondition(option, family) ?? OPEN, text: optionText(option) };
}

function ownCondition(
  { name, negated, values: [value = ''] }: Option,
  family: 4 | 6,
): FilterCondition | undefined {
  const ip = family === 4 ? 'ip' : 'ip6';
  const operator = negated ? '!=' : '==';
  switch (name) {
    case '-s':
      return addressCondition(packetField(ip, 'saddr'), value, negated);
    case '-d':
      return addressCondition(packetField(ip, 'daddr'), value, negated);
    case '-i':
      return compareOne(packetField('meta', 'iifname'), operator, value.replace(/\+$/, '*'));
    case '-o':
      return compareOne(packetField('meta', 'oifname'), operator, value.replace(/\+$/, '*'));
    case '-p':
      return value === 'all' || value === '0'
        ? always(!negated)
        : compareOne(packetField('meta', 'l4proto'), operator, value);
    case '-4':
      return always(family === 4);
    case '-6':
      return always(family === 6);
    default:
      // -f: only second and further fragments, which a ping or a first segment is not.
      return name === '-f' ? always(negated) : undefined;
  }
}

/** `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, or a mask with holes. */
function addressCondition(field: FilterField, text: string, negated: boolean): FilterCondition {
  const [address = '', under] = text.split('/');
  const mask = under === undefined || /^\d+$/.test(under) ? undefined : readDatum(field.type, under);
  if (mask === undefined) return compareOne(field, negated ? '!=' : '==', text);
  const value = masked(address, String(mask));
  if (value === undefined) return OPEN;
  const test: FilterCondition = { kind: 'masked', field, value, mask, negated: false };
  return negated ? not(test) : test;
}

/** The address under the mask. */
function masked(address: string, mask: string): string | undefined {
  const [value, bits] = [parseAddress(address), parseAddress(mask)];
  if (value?.family === 4 && bits?.family === 4) return formatValue(4, (value.value & bits.value) >>> 0);
  if (value?.family === 6 && bits?.family === 6) return formatValue(6, value.value & bits.value);
  return undefined;
}

function moduleSteps(module: ModuleUse, family: 4 | 6, protocol: string | undefined): FilterStep[] {
  const text = `-m ${[module.name, ...module.options.map(optionText)].join(' ')}`;
  const condition = moduleMatch(module, family, protocol) ?? OPEN;
  const matchesAll = condition.kind === 'always' || (condition.kind === 'all' && condition.of.length === 0);
  return matchesAll ? [] : [{ kind: 'match', condition, text }];
}
