import { describe, expect, it } from 'vitest';
import { type Run, runAll } from './host-faults.ts';

/** The calls of `ip`: 1 to 5 look whether the steps are free, 6 to 15 make five of them, 16 to 25 look at what was made. */
const SAMPLE: readonly Run[] = [
  { fault: 'none', point: 0, after: 'confirms', shell: 'dash' },
  { fault: 'none', point: 0, after: 'leaves', shell: 'bash' },
  { fault: 'step-works-and-fails', point: 9, after: 'confirms', shell: 'dash' },
  { fault: 'step-works-and-hangs', point: 11, after: 'confirms', shell: 'bash' },
  { fault: 'ip-fails-for-a-while', point: 28, after: 'leaves', shell: 'dash' },
  { fault: 'ip-hangs-for-a-while', point: 30, after: 'leaves', shell: 'dash' },
  { fault: 'program-killed', point: 13, after: 'leaves', shell: 'dash' },
  { fault: 'connection-cut', point: 8, after: 'leaves', shell: 'bash' },
  { fault: 'session-ended', point: 20, after: 'leaves', shell: 'dash' },
  { fault: 'disk-full', point: 25, after: 'confirms', shell: 'dash' },
  { fault: 'no-inodes', point: 25, after: 'confirms', shell: 'bash' },
  { fault: 'read-only', point: 25, after: 'leaves', shell: 'bash' },
  { fault: 'record-removed', point: 26, after: 'confirms', shell: 'bash' },
  { fault: 'undo-worker-killed', point: 25, after: 'leaves', shell: 'dash' },
  { fault: 'undo-guard-killed', point: 30, after: 'leaves', shell: 'bash' },
  { fault: 'undo-all-killed', point: 27, after: 'confirms', shell: 'bash' },
  { fault: 'undo-meets-confirm', point: 4, after: 'confirms', shell: 'dash' },
  { fault: 'network-cut', point: 9, after: 'leaves', shell: 'dash' },
  { fault: 'clock-jump', point: 10, after: 'leaves', shell: 'dash' },
  { fault: 'reboot', point: 27, after: 'confirms', shell: 'bash' },
];

describe('whatever single thing fails, the host ends with the confirmed change or as it was, and says which', () => {
  it('at a sample of all boundaries (npm run test:faults has them all)', async () => {
    const ended = await runAll(SAMPLE, 4);

    const [kept, restored] = ended
      .filter(({ fault }) => fault === 'none')
      .map(({ outcome }) => outcome)
      .sort();
    expect([kept, restored]).toEqual(['kept', 'restored']);
    expect(ended.filter(({ outcome }) => outcome === 'unknown' || outcome === 'wrong')).toEqual([]);
  }, 240_000);
});
