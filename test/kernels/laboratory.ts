import { setTimeout as sleep } from 'node:timers/promises';
import type { Laboratory } from '../kernel/differential.ts';
import { againScript, observationScript, readObservation } from '../kernel/observation.ts';
import type { VirtualMachine } from './virtual-machine.ts';

const SETTLE_MS = 300;
const ATTEMPTS = 5;

/**
 * Hosts built in a virtual machine. One that went on changing while it was asked is built anew and given time first: its namespace
 * ends with its script.
 */
export function laboratoryOf(machine: VirtualMachine): Laboratory {
  return {
    kernelRelease: machine.release,
    async observe(configuration) {
      for (let attempt = 0; ; attempt++) {
        const again = `sleep ${attempt}\n${againScript(configuration)}`;
        const script =
          attempt === 0
            ? observationScript(configuration)
            : `{\n${observationScript(configuration)}\n} >/dev/null\n${again}`;
        const { observed, settled } = readObservation(
          await machine.run(script),
          configuration.queries.length,
        );
        if (settled || attempt === ATTEMPTS) return observed;
        await sleep(SETTLE_MS);
      }
    },
  };
}
