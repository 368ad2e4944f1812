import { execFileSync, spawnSync } from 'node:child_process';
import type { Configuration } from './configuration.ts';
import { againScript, type Observed, observationScript, readObservation } from './observation.ts';

let counter = 0;

/** Builds the configuration in a namespace of its own, reads it back and asks; the namespace is removed whatever happens. */
export function observe(configuration: Configuration): Observed {
  const name = `rtk-${process.pid}-${counter++}`;
  execFileSync('ip', ['netns', 'add', name]);
  try {
    for (let attempt = 0; ; attempt++) {
      const input = attempt === 0 ? observationScript(configuration) : againScript(configuration);
      const run = spawnSync('ip', ['netns', 'exec', name, 'sh', '-s'], {
        input,
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      });
      const { observed, settled } = readObservation(run.stdout, configuration.queries.length);
      if (settled || attempt === 5) return observed;
      spawnSync('sleep', ['0.3']);
    }
  } finally {
    execFileSync('ip', ['netns', 'delete', name]);
  }
}
