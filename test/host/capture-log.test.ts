import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Capture } from '../../src/analyzer/model/index.ts';
import { CaptureLog } from '../../src/host/capture-log.ts';
import { now } from '../../src/host/clock.ts';

const ON_ANY: Capture = { interface: 'any', listening: true, packets: [] };

/** Whether the log is ready once what can be done at once is done. */
async function isReady(log: CaptureLog): Promise<boolean> {
  return Promise.race([log.ready.then(() => true), delay(5, false)]);
}

describe('when captures listened', () => {
  it('is ready when all captures listen, and not before', async () => {
    const log = new CaptureLog();
    log.note('capturing', '2');
    log.note('listening', 'eth0');

    const early = await isReady(log);
    log.note('listening', 'eth1');

    expect([early, await isReady(log), log.listening]).toEqual([false, true, true]);
  });

  it('waits for none where there is none', async () => {
    const log = new CaptureLog();
    log.note('capturing', '0');

    expect([await isReady(log), log.listening]).toEqual([true, false]);
  });

  it('knows of a capture that was asked to end that it listened until then', async () => {
    const log = new CaptureLog();
    log.note('listening', 'any');
    const listening = now();
    await delay(5);
    log.noteStop();
    const stopped = now();
    log.note('captured', 'any stopped');

    const [capture] = log.noteTimes([ON_ANY]);

    expect(capture?.listened).toEqual({ from: listening, until: stopped });
  });

  it('knows of a capture that ended by itself only that it had begun, whenever the others end', async () => {
    const log = new CaptureLog();
    log.note('listening', 'any');
    await delay(5);
    log.note('captured', 'any ended');
    log.noteStop();

    const [capture] = log.noteTimes([ON_ANY]);

    expect(log.listening).toBe(false);
    expect(capture?.listened?.until).toBe(capture?.listened?.from);
  });

  it('does not take a capture that never listened for one that did', async () => {
    const log = new CaptureLog();
    log.note('capturing', '1');
    log.note('captured', 'any ended');

    expect([await isReady(log), log.listening]).toEqual([true, false]);
    expect(log.noteTimes([{ ...ON_ANY, listening: false }])).toEqual([{ ...ON_ANY, listening: false }]);
  });
});
