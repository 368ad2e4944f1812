import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { emptyObservation } from '../../src/analyzer/model/index.ts';
import { failed } from '../../src/texts/failures/index.ts';
import { type HostResult, scanHosts } from '../../src/triage/index.ts';

const names = Array.from({ length: 100 }, (_, index) => `host-${index}`);

describe('many hosts', () => {
  it('are looked at side by side, so many at once, each once', async () => {
    let now = 0;
    let most = 0;
    const asked: string[] = [];
    const survey = async (host: string) => {
      asked.push(host);
      most = Math.max(most, ++now);
      await delay(5);
      now -= 1;
      return { observation: emptyObservation(), transcript: '' };
    };

    const results = await scanHosts({ survey }, names);

    expect(asked.toSorted()).toEqual(names.toSorted());
    expect(results.map(({ host }) => host).toSorted()).toEqual(names.toSorted());
    expect(most).toBeGreaterThan(8);
    expect(most).toBeLessThanOrEqual(24);
  });

  it('are all told, though some cannot be read', async () => {
    const survey = async (host: string) => {
      if (host.endsWith('7')) throw failed('host-overloaded', { host }, { exitStatus: 3 });
      return { observation: emptyObservation(), transcript: '' };
    };
    const told: HostResult[] = [];

    await scanHosts({ survey }, names, { onResult: (result) => void told.push(result) });

    expect(told.filter(({ kind }) => kind === 'failed')).toHaveLength(10);
    expect(told).toHaveLength(100);
  });

  it('are left where the scan is ended', async () => {
    const ending = new AbortController();
    const told: HostResult[] = [];
    const survey = async () => {
      await delay(5);
      return { observation: emptyObservation(), transcript: '' };
    };

    const scan = scanHosts({ survey }, names, {
      signal: ending.signal,
      onResult(result) {
        told.push(result);
        if (told.length === 30) ending.abort();
      },
    });

    await expect(scan).rejects.toThrow();
    expect(told.length).toBeLessThan(names.length);
  });
});
