import type { FailedRun } from '../../failures/run.ts';

/** How a program failed: what follows its name. */
export function runWords(run: FailedRun): string {
  switch (run.how) {
    case 'not-started':
      return `could not be started (${run.said})`;
    case 'too-slow':
      return `did not end within ${run.seconds} s`;
    case 'interrupted':
      return 'was interrupted';
    case 'too-much':
      return `printed more than ${run.kilobytes} kB`;
    case 'ended': {
      const how = typeof run.status === 'number' ? `status ${run.status}` : run.status;
      return `ended with ${how}${run.said === '' ? '' : `: ${run.said}`}`;
    }
  }
}
