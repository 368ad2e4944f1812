import type { Change, Command, Step } from '../model/index.ts';

/** The step that makes a change: its command, the exact inverse, and the command that shows it. */
export function stepFor(id: string, change: Change): Step {
  return { id, change, do: doCommand(change), undo: undoCommand(change), check: checkCommand(change) };
}

function doCommand(change: Change): string[] {
  switch (change.kind) {
    case 'route':
      return [...ip(change.family), 'route', 'add', ...routeWords(change)];
    case 'rule':
      return [...ip(change.family), 'rule', 'add', ...ruleWords(change)];
    case 'sysctl':
      return ['sysctl', '-w', `${change.key}=${change.after}`];
  }
}

function undoCommand(change: Change): string[] {
  switch (change.kind) {
    case 'route':
      return [...ip(change.family), 'route', 'del', ...routeWords(change)];
    case 'rule':
      return [...ip(change.family), 'rule', 'del', ...ruleWords(change)];
    case 'sysctl':
      return ['sysctl', '-w', `${change.key}=${change.before}`];
  }
}

function checkCommand(change: Change): string[] {
  switch (change.kind) {
    case 'route':
      return [...ip(change.family), 'route', 'show', 'table', String(change.table)];
    case 'rule':
      return [...ip(change.family), 'rule', 'show', 'pref', String(change.preference)];
    case 'sysctl':
      return ['sysctl', '-n', change.key];
  }
}

function ip(family: 4 | 6): Command {
  return family === 6 ? ['ip', '-6'] : ['ip'];
}

function routeWords(route: Extract<Change, { kind: 'route' }>): string[] {
  const isDefault = route.destination === '0.0.0.0/0' || route.destination === '::/0';
  return [
    isDefault ? 'default' : route.destination,
    ...(route.gateway === undefined ? [] : ['via', route.gateway]),
    'dev',
    route.dev,
    ...(route.scope === 'link' ? ['scope', 'link'] : []),
    ...(route.prefsrc === undefined ? [] : ['src', route.prefsrc]),
    'table',
    String(route.table),
  ];
}

function ruleWords(rule: Extract<Change, { kind: 'rule' }>): string[] {
  return ['pref', String(rule.preference), 'from', rule.from, 'lookup', String(rule.table)];
}
