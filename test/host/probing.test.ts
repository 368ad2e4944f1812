import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CaptureLog } from '../../src/host/capture-log.ts';
import { ProbeLog } from '../../src/host/probe-log.ts';
import { Probing } from '../../src/host/probing.ts';
import { Sighting } from '../../src/host/sighting.ts';

const TO = '172.16.5.4';
const FROM = '172.16.0.4';
const HEAD = '11:39:40.3 eth1  In  ifindex 3 7e:09:a5:94:c7:c3 ethertype IPv4 (0x0800), length 104:';

/** Two hosts that listen, of which the target counts so many answers; `said` is what was said to the sender's program. */
function hosts(answersCounted: number) {
  const said: string[] = [];
  const side = () => {
    const captures = new CaptureLog();
    captures.note('listening', 'any');
    return { captures, sighting: new Sighting('icmp', undefined) };
  };
  const [target, peer] = [side(), side()];
  const probes = new ProbeLog();
  const run = (words: string[]) => ({
    say: (line: string) => {
      words.push(line);
      if (line === 'interrupt') probes.close();
    },
    finished: new Promise<string>(() => undefined),
    soFar: () => '',
    abandon: () => undefined,
  });
  const probing = new Probing({
    ...{ protocol: 'icmp', patience: 5000 },
    target: { ...target, run: run([]) },
    peer: { ...peer, run: run(said), probes, address: FROM },
    counted: async () => ({ answers: answersCounted, refused: 0 }),
    onProgress: () => undefined,
  });
  const begin = () => {
    const running = probing.run();
    const id = Number(said[0]?.split(' ')[2]);
    probes.note('probing', `1 ping -n -c 3 -e ${id} ${TO}`);
    const echoes = (kind: 'request' | 'reply', where: readonly (typeof target)[]) => {
      const way = kind === 'request' ? `${FROM} > ${TO}` : `${TO} > ${FROM}`;
      for (const { sighting } of where)
        for (const sequence of [1, 2, 3])
          sighting.look(`${HEAD} ${way}: ICMP echo ${kind}, id ${id}, seq ${sequence}, length 64`, TO);
    };
    return { running, echoes };
  };
  return { said, probes, target, peer, begin };
}

describe('when the fate of a probe is known', () => {
  it('requests that arrived, and of which the host says that it answered none, are not waited for', async () => {
    const { said, target, peer, begin } = hosts(0);
    const { running, echoes } = begin();
    echoes('request', [target, peer]);

    const before = Date.now();
    await running;

    expect(Date.now() - before).toBeLessThan(1500);
    expect(said).toEqual([expect.stringMatching(/^go 3 \d+$/), 'interrupt']);
  });

  it('an answer that the host has made and that did not leave yet is waited for', async () => {
    const { said, probes, target, peer, begin } = hosts(3);
    const { running, echoes } = begin();
    echoes('request', [target, peer]);

    await delay(2500);
    const meanwhile = [...said];
    echoes('reply', [target, peer]);
    probes.note('probed', '1 0 3 3');
    await delay(100);
    probes.note('probed', '2 0 2 2');
    await running;

    expect(meanwhile).toHaveLength(1);
    expect(said).toEqual([meanwhile[0], expect.stringMatching(/^go large \d+$/), 'interrupt']);
  });

  it('more are sent while nothing arrives, and none of them is waited for where all was in vain', async () => {
    const { said, probes, peer, begin } = hosts(0);
    const { running, echoes } = begin();
    echoes('request', [peer]);

    await delay(2000);
    probes.note('probed', '1 1 3 0');
    await running;

    expect(said.map((words) => words.replace(/ \d+$/, ''))).toEqual(['go 3', 'go 10', 'interrupt']);
  });

  it('requests that were all given back as errors, and of which none arrived, are followed by ten more', async () => {
    const { said, probes, peer, begin } = hosts(0);
    const { running, echoes } = begin();
    echoes('request', [peer]);

    probes.note('probed', '1 1 3 0');
    await delay(100);
    const meanwhile = [...said];
    probes.note('probed', '2 1 10 0');
    await running;

    expect(meanwhile).toEqual([expect.stringMatching(/^go 3 \d+$/), expect.stringMatching(/^go 10 \d+$/)]);
  });
});
