import type { HostState } from '../host-state.ts';

/** Something that still speaks of an interface which may not be there any more. */
export type InterfaceTrace =
  /** A line or file of the configuration, a lease of its address among them. */
  | { by: 'configuration'; source: string; line?: number }
  | { by: 'rule'; family: 4 | 6; preference: number }
  | { by: 'log'; line: string }
  /** The kernel gave the device another name. */
  | { by: 'rename'; to: string };

/** What speaks of an interface by its name: that there was one, or that there should be. One trace a file. */
export function tracesOf(state: HostState, name: string): InterfaceTrace[] {
  const { intent = [], configuredGateways = [], kernelLog = [], rules } = state;
  const files = new Map<string, InterfaceTrace>();
  for (const { source, line } of intent.filter((one) => 'device' in one && one.device === name))
    if (!files.has(source))
      files.set(source, { by: 'configuration', source, ...(line === undefined ? {} : { line }) });
  for (const { source } of configuredGateways.filter(({ dev }) => dev === name))
    if (!files.has(source)) files.set(source, { by: 'configuration', source });
  const links = kernelLog.filter((entry) => entry.kind === 'link');
  const renamed = links.findLast(({ renamedFrom }) => renamedFrom === name);
  const logged = links.findLast(({ device }) => device === name);
  const asked = [...(rules[4] ?? []), ...(rules[6] ?? [])].filter(
    ({ iif, oif }) => iif === name || oif === name,
  );
  return [
    ...(renamed?.device === undefined ? [] : [{ by: 'rename' as const, to: renamed.device }]),
    ...files.values(),
    ...asked.map(({ family, preference }) => ({ by: 'rule' as const, family, preference })),
    ...(logged === undefined ? [] : [{ by: 'log' as const, line: logged.line }]),
  ];
}
