import type { FailedRun } from '../../failures/run.ts';

/** How a program failed: what follows its name. */
export function runWords(run: FailedRun): string {
  switch (run.how) {
    case 'not-started':
      return `が起動できません (${run.said})`;
    case 'too-slow':
      return `が ${run.seconds} 秒以内に終わりません`;
    case 'interrupted':
      return 'が中断されました';
    case 'too-much':
      return `の出力が ${run.kilobytes} kB を超えました`;
    case 'ended': {
      const how = typeof run.status === 'number' ? `終了コード ${run.status}` : run.status;
      return `が拒否しました (${how})${run.said === '' ? '' : `: 「${run.said}」`}`;
    }
  }
}
