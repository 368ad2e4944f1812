import { ROUTE, type RouteChange } from '../change/route.ts';
import { RULE, type RuleChange } from '../change/rule.ts';
import { isRouting, type Kept, routesIn, rulesIn } from './owner-file.ts';

/** A file as a plan has it, which is new. */
type NewFile = { path: string; before: null; after: string };

/**
 * What a person would add where no file of ours is written: the lines for RHEL's network-scripts, or, where nobody is known to
 * configure the interface, a unit of its own. Nothing for other owners.
 */
export function byHand(owner: string | undefined, kept: Kept): NewFile[] {
  if (!isRouting(kept)) return [];
  if (owner === 'network-scripts') return networkScripts(kept);
  return owner === undefined ? [unit(kept)] : [];
}

/** The arguments of "ip route add" and "ip rule add", one a line (ifup-routes, ifup-eth of initscripts). */
function networkScripts(kept: Kept): NewFile[] {
  const file = (name: string, changes: readonly (RouteChange | RuleChange)[]): NewFile[] => {
    const lines = changes.map((change) =>
      argumentsOf(change.kind === 'route' ? ROUTE.do(change) : RULE.do(change)),
    );
    const path = `/etc/sysconfig/network-scripts/${name}-${kept.interface}`;
    return lines.length === 0 ? [] : [{ path, before: null, after: `${lines.join('\n')}\n` }];
  };
  const of = <C extends { family: 4 | 6 }>(family: 4 | 6, changes: readonly C[]) =>
    changes.filter((change) => change.family === family);
  const [routes, rules] = [routesIn(kept), rulesIn(kept)];
  return [
    ...file('route', of(4, routes)),
    ...file('rule', of(4, rules)),
    ...file('route6', of(6, routes)),
    ...file('rule6', of(6, rules)),
  ];
}

/** What follows `ip route add`. */
function argumentsOf(command: readonly string[]): string {
  return command.slice(command.indexOf('add') + 1).join(' ');
}

/** Started whenever the interface comes (systemd.device(5)). A rule that stands there already is no failure. */
function unit(kept: Kept): NewFile {
  const name = `roundtrip-${kept.interface}`;
  const device = `sys-subsystem-net-devices-${escaped(kept.interface)}.device`;
  const commands = kept.changes.flatMap((change) => {
    if (change.kind === 'route')
      return [`ExecStart=/bin/sh -c '${ROUTE.do(change).join(' ').replace(' add ', ' replace ')}'`];
    return change.kind === 'rule' ? [`ExecStart=-/bin/sh -c '${RULE.do(change).join(' ')}'`] : [];
  });
  const lines = [
    '[Unit]',
    `Description=Routes and policy rules of ${kept.interface}`,
    `BindsTo=${device}`,
    `After=${device} network.target`,
    '',
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    ...commands,
    '',
    '[Install]',
    `WantedBy=${device}`,
  ];
  return { path: `/etc/systemd/system/${name}.service`, before: null, after: `${lines.join('\n')}\n` };
}

/** A name as a unit has it (systemd-escape(1)): what is neither a letter, a digit, "_", "." nor ":" by its code. */
function escaped(name: string): string {
  return name.replace(/[^A-Za-z0-9_.:]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`);
}
