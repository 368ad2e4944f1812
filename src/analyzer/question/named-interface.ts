import { covers } from '../model/index.ts';
import { canonical } from './addresses.ts';
import type { Console } from './console.ts';
import type { QuestionFlags, QuestionRefused } from './found.ts';

/**
 * The flags with an old-style alias (`eth0:1`) replaced by its interface and address, where the paste shows it. Any other
 * name with a colon is no interface: most likely a port was written behind one.
 */
export function interfaceNamed(
  consoles: readonly Console[],
  flags: QuestionFlags,
): QuestionFlags | QuestionRefused {
  const { interface: typed } = flags;
  if (typed === undefined || !typed.includes(':')) return flags;
  if (consoles.some(({ interfaces }) => interfaces.includes(typed))) return flags;
  const labelled = consoles
    .flatMap(({ observation }) => observation.state.addresses ?? [])
    .find(({ label }) => label === typed);
  if (labelled) return { ...flags, interface: labelled.dev, to: flags.to ?? canonical(labelled.local) };
  const [name = '', behind = ''] = typed.split(':');
  const port = /^\d{1,5}$/.test(behind) && Number(behind) >= 1 && Number(behind) <= 65_535;
  return {
    kind: 'refused',
    reason: 'not-an-interface',
    typed,
    interface: name,
    ...(port ? { port: Number(behind) } : {}),
  };
}

/** The refusal of an interface that cannot be: every interface of the host is listed, and this is none of them. */
export function missingInterface(
  { observation: { state } }: Console,
  name: string,
): QuestionRefused | undefined {
  const { links = [], addresses = [], coverage } = state;
  const whole =
    covers(coverage, 'links', { device: name, namesOnly: true }) ||
    covers(coverage, 'addresses', { family: 4 });
  if (name === '' || !whole) return undefined;
  const interfaces = [...new Set([...links.map((link) => link.name), ...addresses.map(({ dev }) => dev)])];
  if (interfaces.includes(name)) return undefined;
  return { kind: 'refused', reason: 'interface-unknown', interface: name, interfaces };
}
