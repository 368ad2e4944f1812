import { describe, expect, it } from 'vitest';
import type { ProbeReport } from '../../src/analyzer/model/index.ts';
import { ProbeLog } from '../../src/host/probe-log.ts';

const PING = 'ping -n -c 3 -i 0.2 -W 5 -e 4711 172.16.5.4';
const MORE = 'ping -n -c 10 -i 0.2 -W 5 -e 4712 172.16.5.4';
const report = (command: string): ProbeReport => ({
  command,
  to: '172.16.5.4',
  sent: 3,
  received: 0,
  errors: [],
});

describe('the probes of a run', () => {
  it('says how each ended, with the counts where there are any', async () => {
    const log = new ProbeLog();
    const [first, second] = [log.begin(), log.begin()];

    log.note('probed', '2 1');
    log.note('probed', '1 0 3 2');

    expect(await first.done).toEqual({ status: 0, sent: 3, received: 2 });
    expect(await second.done).toEqual({ status: 1 });
  });

  it('notes when each was under way in its own report', () => {
    const log = new ProbeLog();
    const first = log.begin();
    log.note('probing', `1 ${PING}`);
    log.note('probed', '1 1 3 0');
    log.begin();
    log.note('probing', `2 ${MORE}`);

    const [small, more, other] = log.noteTimes([report(PING), report(MORE), report('ping 9.9.9.9')]);

    expect(small?.ran?.from).toBe(first.from);
    expect(small?.ran?.until).toBeLessThan(first.from + 1000);
    // It was never seen to end: no capture outlived it.
    expect(more?.ran?.until).toBe(Number.MAX_SAFE_INTEGER);
    expect(other?.ran).toBeUndefined();
  });

  it('knows whether the packets carry the ids that were asked for', () => {
    const [modern, old] = [new ProbeLog(), new ProbeLog()];
    for (const log of [modern, old]) log.begin();

    modern.note('probing', `1 ${PING}`);
    old.note('probing', '1 ping -n -c 3 -i 0.2 -W 5 172.16.5.4');

    expect([modern.named, old.named]).toEqual([true, false]);
  });

  it('ends what is still under way when the run is gone', async () => {
    const log = new ProbeLog();
    const probe = log.begin();

    log.close();

    expect(await probe.done).toEqual({ status: 124 });
    expect(await log.begin().done).toEqual({ status: 124 });
  });
});
