import { describe, expect, it } from 'vitest';
import type { Diagnosis, Observation } from '../../src/analyzer/model/index.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { type Play, withScenario } from '../lab/scenarios/play.ts';
import type { Scenario } from '../lab/scenarios/scenario.ts';
import { withLine } from '../support/line.ts';

/** A network of the catalogue, changed. */
function scenario(name: string, change: (scenario: Scenario) => Partial<Scenario> = () => ({})): Scenario {
  const found = SCENARIOS.find((one) => one.name === name);
  if (!found) throw new RangeError(`there is no scenario ${name}`);
  return { ...found, ...change(found) };
}

/** server-b's eth1 as it should be, behind a line that loses some pings. */
function losing(line: { losesEvery?: number; losesFirst?: number }): Scenario {
  return scenario('healthy-by-policy', ({ topology }) => {
    const lined = withLine(topology, line);
    return { topology: lined.topology, services: [['line', ...lined.carry]] };
  });
}

/** Puts a script in a program's place on a node; `REAL` in it is where the program itself stands then. */
async function replaceProgram({ lab }: Play, node: string, program: string, script: string): Promise<void> {
  const lines = [
    `real=$(readlink -f "$(command -v ${program})")`,
    `cp "$real" /run/${program}.real`,
    `cat >/run/${program}.sh <<'END'`,
    '#!/bin/sh',
    script.replaceAll('REAL', `/run/${program}.real`),
    'END',
    `chmod 755 /run/${program}.sh`,
    `mount --bind /run/${program}.sh "$real"`,
  ];
  const { exitCode, stderr } = await lab.exec(node, ['sh', '-c', lines.join('\n')]);
  if (exitCode !== 0) throw new Error(stderr);
}

function wireIn({ stages }: Diagnosis) {
  return stages.find(({ stage }) => stage === 'wire-in');
}

/** Sent and received, round by round, large packets left out. */
function rounds(peer: Observation | undefined): (readonly [number, number])[] {
  const small = peer?.probes.filter(({ command }) => !command?.includes(' -s ')) ?? [];
  return small.map(({ sent, received }) => [sent, received]);
}

describe('a capture that does not listen while the probe is under way', () => {
  const ENDS_EARLY = 'timeout 0.4 REAL "$@"; exit 1';

  it('does not show that nothing arrives', async () => {
    await withScenario(scenario('not-arriving-behind-acl'), async (play) => {
      await replaceProgram(play, 'server-b', 'tcpdump', ENDS_EARLY);

      const { diagnosis } = await play.look();

      expect(diagnosis.cause).toBe('inconclusive');
      expect(wireIn(diagnosis)).toMatchObject({ status: 'unknown' });
    });
  });

  it('leaves the counters to show what stops it', async () => {
    await withScenario(scenario('strict-seed'), async (play) => {
      await replaceProgram(play, 'server-b', 'tcpdump', ENDS_EARLY);

      const { diagnosis } = await play.look();

      expect(diagnosis.cause).toBe('strict-rp-filter');
      expect(diagnosis.witnesses.counters.detail).toContain('IPReversePathFilter +3');
    });
  });
});

describe('a sender that is slow', () => {
  it('and begins its ping ten seconds late is waited for', async () => {
    await withScenario(scenario('strict-seed'), async (play) => {
      await replaceProgram(
        play,
        'server-a',
        'ping',
        'case $* in *-h*) ;; *) sleep 10 ;; esac; exec REAL "$@"',
      );

      const { diagnosis, asked } = await play.look();

      expect({ cause: diagnosis.cause, certainty: diagnosis.certainty }).toEqual({
        cause: 'strict-rp-filter',
        certainty: 'proven',
      });
      expect(rounds(asked.peer)).toEqual([[3, 0]]);
    });
  });
});

describe('probes of which some are lost', () => {
  it('are followed by ten more, and by thirty where it stays unclear', async () => {
    await withScenario(losing({ losesEvery: 3 }), async ({ look }) => {
      const { diagnosis, asked } = await look();

      expect(rounds(asked.peer)).toEqual([
        [3, 2],
        [10, 7],
        [30, 20],
      ]);
      expect(diagnosis.remarks).toContain('29 of 43 probes were answered');
    });
  });

  it('are followed by ten more alone where the first was lost by chance', async () => {
    await withScenario(losing({ losesFirst: 1 }), async ({ look }) => {
      const { diagnosis, asked } = await look();

      expect(rounds(asked.peer)).toEqual([
        [3, 2],
        [10, 10],
      ]);
      expect(diagnosis.cause).toBe('healthy');
    });
  });
});

describe('a busy machine', () => {
  it('is diagnosed right', async () => {
    const loops = Array.from({ length: 2 }, () => ['timeout', '15', 'sh', '-c', 'while :; do :; done']);
    const busy = loops.flatMap((argv) => [['server-a', ...argv] as const, ['server-b', ...argv] as const]);

    await withScenario(
      scenario('strict-seed', () => ({ meanwhile: busy })),
      async ({ look }) => {
        const { diagnosis } = await look();

        expect({ cause: diagnosis.cause, certainty: diagnosis.certainty }).toEqual({
          cause: 'strict-rp-filter',
          certainty: 'proven',
        });
      },
    );
  });
});
