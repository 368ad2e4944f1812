import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { unreachable } from '../../src/host/unreachable.ts';
import { WaysIn } from '../../src/host/ways-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'roundtrip-ways-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const config = join(folder, 'config');
writeFileSync(config, 'Host behind-*\n  ProxyJump jump\nHost direct-*\n  HostName 127.0.0.1\n');

const names = (kind: string): string[] => Array.from({ length: 20 }, (_, index) => `${kind}-${index}`);

/** How many were opening at once. */
async function mostAtOnce(kind: string): Promise<number> {
  const ways = new WaysIn();
  let now = 0;
  let most = 0;
  const connect = async () => {
    most = Math.max(most, ++now);
    await delay(20);
    now -= 1;
  };
  await Promise.all(names(kind).map((name) => ways.open(config, name, connect)));
  return most;
}

describe('the ways to many hosts', () => {
  it('open fewer connections at once through one jump host than its sshd begins to drop', async () => {
    expect(await mostAtOnce('behind')).toBeLessThan(10);
    expect(await mostAtOnce('behind')).toBeGreaterThan(1);
  });

  it('are free where there is no jump host', async () => {
    expect(await mostAtOnce('direct')).toBeGreaterThan(10);
  });

  it('end at a jump host that lets nobody in: it would shut the source out', async () => {
    const ways = new WaysIn();
    let tried = 0;
    const connect = async (alias: string): Promise<never> => {
      tried += 1;
      throw unreachable('authentication-failed', {
        at: 'hop',
        alias,
        proxy: { jump: 'jump' },
        said: 'denied',
      });
    };

    const results = await Promise.allSettled(
      names('behind').map((name) => ways.open(config, name, () => connect(name))),
    );

    expect(tried).toBeLessThan(10);
    for (const [index, result] of results.entries())
      expect(result).toMatchObject({
        status: 'rejected',
        reason: { code: 'authentication-failed', facts: { alias: `behind-${index}` } },
      });
  });

  it('go on where one host behind it is down', async () => {
    const ways = new WaysIn();
    let tried = 0;
    const connect = async (alias: string): Promise<never> => {
      tried += 1;
      throw unreachable('host-unreachable', { at: 'proxy', alias, proxy: { jump: 'jump' }, said: 'refused' });
    };

    await Promise.allSettled(names('behind').map((name) => ways.open(config, name, () => connect(name))));

    expect(tried).toBe(20);
  });
});
