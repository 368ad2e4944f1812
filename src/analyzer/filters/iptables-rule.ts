import { type Condition, compareOne, negate } from './conditions.ts';
import { bareField, type Field, packetField } from './fields.ts';
import type { Flight } from './flight.ts';
import { moduleMatch } from './iptables-modules.ts';
import type { ModuleUse, Option } from './iptables-option.ts';
import { iptablesTarget } from './iptables-targets.ts';
import { readRange } from './literals.ts';
import { notKnown, type Step } from './steps.ts';
import { iptablesWords, type Token } from './tokens.ts';

/** Compiles one rule as iptables-save prints it after `-A CHAIN`. */
export function compileIptablesRule(text: string, family: 4 | 6): Step[] {
  const { own, modules, target } = splitRule(iptablesWords(text));
  const protocol = own.find(({ name }) => name === '-p')?.values[0];
  const steps: Step[] = own.map((option) => ownStep(option, family));
  for (const module of modules) steps.push(...moduleSteps(module, family, protocol));
  if (target) steps.push(...iptablesTarget(target.name, target.options, family));
  return steps;
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

function ownStep(option: Option, family: 4 | 6): Step {
  const test = ownCondition(option, family);
  const text = optionText(option);
  return test ? { kind: 'match', test, text } : notKnown(text);
}

function ownCondition({ name, negated, values: [value = ''] }: Option, family: 4 | 6): Condition | undefined {
  const ip = family === 4 ? 'ip' : 'ip6';
  switch (name) {
    case '-s':
      return addressCondition(packetField(ip, 'saddr'), value, negated);
    case '-d':
      return addressCondition(packetField(ip, 'daddr'), value, negated);
    case '-i':
      return one(bareField('iifname'), value.replace(/\+$/, '*'), negated);
    case '-o':
      return one(bareField('oifname'), value.replace(/\+$/, '*'), negated);
    case '-p':
      return value === 'all' || value === '0' ? () => !negated : one(bareField('l4proto'), value, negated);
    case '-4':
      return () => family === 4;
    case '-6':
      return () => family === 6;
    default:
      // -f: only second and further fragments, which a ping or a first segment is not.
      return name === '-f' ? () => negated : undefined;
  }
}

/** `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, or a mask with holes. */
function addressCondition(field: Field | undefined, text: string, negated: boolean): Condition | undefined {
  if (!field) return undefined;
  const [address = '', mask] = text.split('/');
  const type = field.type;
  const length = mask === undefined || /^\d+$/.test(mask) ? undefined : readRange(type, mask);
  if (length === undefined) return one(field, text, negated);
  const wanted = readRange(type, address);
  if (!wanted || !('from' in wanted) || !('from' in length)) return undefined;
  const test: Condition = (flight) => {
    const value = field.read(flight);
    if (value === undefined || value === null) return value === null ? false : undefined;
    return (BigInt(value) & BigInt(length.from)) === (BigInt(wanted.from) & BigInt(length.from));
  };
  return negated ? negate(test) : test;
}

/** One field against one written value. */
function one(field: Field | undefined, value: string, negated: boolean): Condition | undefined {
  return field && compareOne(field, negated ? '!=' : '==', value);
}

function moduleSteps(module: ModuleUse, family: 4 | 6, protocol: string | undefined): Step[] {
  const text = `-m ${[module.name, ...module.options.map(optionText)].join(' ')}`;
  const match = moduleMatch(module, family, protocol);
  if (match === 'none') return [];
  if (match === undefined) return [notKnown(text)];
  const test = (flight: Flight) => match.test(flight);
  return [{ kind: 'match', test, text, ...(match.reversePath ? { reversePath: true as const } : {}) }];
}
