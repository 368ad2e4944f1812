import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Config,
  loadConfigWithInventory,
  loadLiveConfig,
  openInventory,
  parseConfig,
  resolveHost,
} from '../../src/config/index.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'roundtrip-inventory-'));
});
afterEach(() => rmSync(directory, { recursive: true }));
const file = (name: string) => join(directory, name);

const YAML = `
hosts:
  server-b: { group: web }
  "old-*": { group: db, apply: false }
access: { groups: { db: { channels: [C0DB] }, prod: { channels: [C0PROD] }, web: {} } }
approval: { approvers: [U0ADMIN] }
inventory: { command: [./list], timeout: 500ms, refresh: 1ms }
`;

/** The program prints this from now on. */
function prints(listing: object | string, status = 0): void {
  writeFileSync(file('out'), typeof listing === 'string' ? listing : JSON.stringify(listing));
  writeFileSync(file('list'), `#!/bin/sh\ncat ${file('out')}\nexit ${status}\n`);
  chmodSync(file('list'), 0o755);
}

const config = (yaml = YAML): Config => parseConfig(yaml, file('roundtrip.yaml'));

async function listed(yaml = YAML) {
  const inventory = openInventory(config(yaml));
  const news = await inventory.refresh();
  return { news, hosts: inventory.extend(config(yaml)).hosts, inventory };
}

const LISTING = {
  _meta: {
    hostvars: {
      'db-1': { ansible_host: '10.0.0.5', ansible_password: 'hunter2canary' },
      'web-9': { roundtrip_apply: false },
      'lone-1': {},
    },
  },
  all: { children: ['ungrouped', 'prod', 'web'] },
  prod: { children: ['db'] },
  db: { hosts: ['db-1'], vars: { secret: 'hunter2canary' } },
  web: ['web-9'],
  ungrouped: { hosts: ['lone-1'] },
};

test('a listing that was kept before the clock was set back does not stay for ever', async () => {
  const yaml = YAML.replace('refresh: 1ms', 'refresh: 1h');
  prints(LISTING);
  const { inventory } = await listed(yaml);
  const kept = join(config(yaml).dataDirectory, 'inventory.json');
  writeFileSync(kept, readFileSync(kept, 'utf8').replace(/"at":1/, '"at":2'));
  prints({ all: { hosts: ['new-1'] } });

  const { news } = await listed(yaml);

  expect(news).toMatchObject({ kind: 'listed', hosts: 1 });
  expect(await inventory.refresh()).toBeUndefined();
});

describe('hosts that an inventory program lists', () => {
  test('are added with their group, the lowest of those that have rules', async () => {
    prints(LISTING);
    const { hosts, news } = await listed();
    expect(news).toEqual({ kind: 'listed', hosts: 3, leftOut: [] });
    expect(hosts).toMatchObject({
      'db-1': { via: ['10.0.0.5'], apply: true, group: 'db' },
      'web-9': { apply: false, group: 'web' },
      'lone-1': { apply: true },
      'server-b': { group: 'web' },
    });
    expect(hosts['lone-1']).not.toHaveProperty('group');
  });

  test('change nothing of what the file says, of a name or of a pattern', async () => {
    const take = { ansible_host: '10.6.6.6', roundtrip_group: 'web', roundtrip_apply: true };
    prints({ _meta: { hostvars: { 'server-b': { ...take, roundtrip_group: 'db' }, 'old-7': take } } });
    const { hosts } = await listed();
    expect(hosts['server-b']).toEqual({ apply: true, group: 'web' });
    expect(hosts['old-7']).toEqual({ via: ['10.6.6.6'], apply: false, group: 'db' });
  });

  test.each<[what: string, host: string, vars: object, groups?: object]>([
    ['an option in place of a name', '-oProxyCommand=reboot', {}],
    ['a pattern', 'db-*', {}],
    ['a name with a blank', 'db 1', {}],
    ['a name of control characters', 'db\u001b[2J', {}],
    ['an empty name', '', {}],
    ['a name that is longer than any', 'x'.repeat(300), {}],
    ['an option in place of an address', 'db-6', { ansible_host: '-oProxyCommand=reboot' }],
    ['an address that is none', 'db-6', { ansible_host: { $ref: 'x' } }],
    ['a command in place of an address', 'db-6', { ansible_host: '10.0.0.5; reboot' }],
    ['aliases that are none', 'db-6', { roundtrip_via: ['ok', '--'] }],
    ['a word in place of yes or no', 'db-6', { roundtrip_apply: 'no' }],
    ['two groups of which each has rules', 'db-6', {}, { db: ['db-6'], web: ['db-6'] }],
    [
      'groups that stand in a circle',
      'db-6',
      {},
      { db: { hosts: ['db-6'], children: ['prod'] }, prod: { children: ['db'] } },
    ],
  ])('with %s are left out, and that is said', async (_what, host, vars, groups = {}) => {
    prints({ _meta: { hostvars: { [host]: vars, 'good-1': {} } }, ...groups });
    const { hosts, news } = await listed();
    expect(Object.keys(hosts).sort()).toEqual(['good-1', 'old-*', 'server-b']);
    expect(news).toMatchObject({ kind: 'listed', leftOut: [{ because: expect.stringMatching(/\w/) }] });
  });

  test('named like what every object has are names like others', async () => {
    prints(
      '{"_meta":{"hostvars":{"constructor":{},"__proto__":{"apply":true}}},"__proto__":{"hosts":["toString"]}}',
    );
    const { hosts } = await listed();
    expect(() => resolveHost({ hosts }, 'valueOf')).toThrow('not in the inventory');
    expect(resolveHost({ hosts }, 'constructor').aliases).toEqual(['constructor']);
  });

  test('are kept without their variables, and from others', async () => {
    prints(LISTING);
    await listed();
    const kept = file('data/inventory.json');
    expect(readFileSync(kept, 'utf8')).not.toContain('hunter2canary');
    expect(statSync(kept).mode & 0o077).toBe(0);
    expect(readdirSync(file('data'))).toEqual(['inventory.json']);
  });
});

describe('an inventory program that fails', () => {
  test.each<[what: string, fail: () => void, because: RegExp]>([
    ['ends with another status', () => prints('{}', 3), /ended with status 3/],
    ['prints no JSON', () => prints('404 Not Found'), /printed no inventory/],
    ['prints a list', () => prints('["db-1"]'), /printed no inventory/],
    ['prints null', () => prints('null'), /printed no inventory/],
    ['prints groups that are none', () => prints({ db: 'db-1' }), /the group db is none/],
    ['is cut off', () => prints('{"db": {"hosts": ["db-1"'), /printed no inventory/],
    ['hangs', () => writeFileSync(file('list'), '#!/bin/sh\nsleep 600\n'), /did not end within 0.5 s/],
    ['is gone', () => rmSync(file('list')), /could not be started/],
    [
      'says why, with a token',
      () => writeFileSync(file('list'), '#!/bin/sh\necho token=canary99 >&2; exit 1\n'),
      /^(?!.*canary99).*status 1/,
    ],
  ])('%s: the last good listing is kept, also by the next process', async (_what, fail, because) => {
    prints(LISTING);
    const { inventory } = await listed();
    fail();
    await new Promise((resolve) => setTimeout(resolve, 5));

    const news = await inventory.refresh();
    const next = await listed();

    for (const outcome of [news, next.news])
      expect(outcome).toMatchObject({ kind: 'failed', kept: 3, because: expect.stringMatching(because) });
    expect(inventory.extend(config()).hosts['db-1']).toMatchObject({ group: 'db' });
    expect(next.hosts['db-1']).toMatchObject({ group: 'db' });
  });

  test('never listed anything: there are the hosts of the file', async () => {
    prints('no');
    const { hosts, news } = await listed();
    expect(news).toMatchObject({ kind: 'failed', kept: 0 });
    expect(Object.keys(hosts)).toEqual(['server-b', 'old-*']);
  });

  test('holds up nobody who asks: what is known is answered at once', async () => {
    prints(LISTING);
    const { inventory } = await listed();
    writeFileSync(file('list'), '#!/bin/sh\nsleep 600\n');
    await new Promise((resolve) => setTimeout(resolve, 5));
    const before = performance.now();
    const running = inventory.refresh();
    expect(inventory.extend(config()).hosts['db-1']).toBeDefined();
    expect(performance.now() - before).toBeLessThan(250);
    await running;
  });

  test('is another program now: what the old one listed is forgotten', async () => {
    prints(LISTING);
    await listed();
    writeFileSync(file('list'), '#!/bin/sh\nsleep 600\n');
    const { hosts } = await listed(YAML.replace('[./list]', '[./list, --other]').replace('500ms', '100ms'));
    expect(hosts).not.toHaveProperty('db-1');
  });

  test('kept what somebody has tampered with: it is asked again, and nothing of it counts', async () => {
    prints(LISTING);
    await listed();
    const kept = file('data/inventory.json');
    writeFileSync(kept, readFileSync(kept, 'utf8').replace('10.0.0.5', '-oProxyCommand=x'));
    prints('no');
    const { hosts } = await listed();
    expect(hosts).not.toHaveProperty('db-1');
  });
});

test('a change of the file takes hold with the inventory in it', async () => {
  prints(LISTING);
  writeFileSync(file('roundtrip.yaml'), YAML);
  const first = await loadConfigWithInventory({ file: file('roundtrip.yaml') }, () => undefined);
  const inventory = openInventory(first);
  const live = loadLiveConfig({ file: file('roundtrip.yaml') }, undefined, inventory.extend);
  expect(resolveHost(live.current(), 'db-1').group).toBe('db');
  expect(live.config.hosts).toHaveProperty('db-1');

  writeFileSync(file('roundtrip.yaml'), YAML.replace('hosts:', 'hosts:\n  db-1: { apply: false }'));

  expect(resolveHost(live.current(), 'db-1')).toMatchObject({ apply: false, group: undefined });
});
