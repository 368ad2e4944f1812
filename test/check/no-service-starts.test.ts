import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withoutServiceStarts } from '../../scripts/setup/no-service-starts.js';

describe('no service is started while packages are installed', () => {
  let directory: string;
  let policy: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'roundtrip-policy-'));
    policy = join(directory, 'policy-rc.d');
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  test('policy-rc.d forbids it for as long as the work takes', async () => {
    const during = await withoutServiceStarts(
      async () => ({ text: readFileSync(policy, 'utf8'), mode: statSync(policy).mode & 0o777 }),
      policy,
    );

    expect(during).toEqual({ text: expect.stringContaining('exit 101'), mode: 0o755 });
    expect(existsSync(policy)).toBe(false);
  });

  test('what stood there before comes back, also where the work fails', async () => {
    writeFileSync(policy, '#!/bin/sh\nexit 0\n', { mode: 0o700 });

    const work = withoutServiceStarts(() => Promise.reject(new Error('apt failed')), policy);

    await expect(work).rejects.toThrow('apt failed');
    expect(readFileSync(policy, 'utf8')).toBe('#!/bin/sh\nexit 0\n');
    expect(statSync(policy).mode & 0o777).toBe(0o700);
  });

  test('one that a killed setup left behind is not taken for the machine’s own', async () => {
    writeFileSync(`${policy}.before-roundtrip`, 'the own one');
    await withoutServiceStarts(
      async () => writeFileSync(join(directory, 'left'), readFileSync(policy)),
      policy,
    );
    writeFileSync(`${policy}.before-roundtrip`, 'the own one');
    writeFileSync(policy, readFileSync(join(directory, 'left')));

    await withoutServiceStarts(async () => undefined, policy);

    expect(readFileSync(policy, 'utf8')).toBe('the own one');
  });
});
