import { describe, expect, it } from 'vitest';
import type { Watched } from '../../src/triage/index.ts';
import { useLab } from '../support/lab.ts';
import { failureOf, labHosts, pingFromServerA } from './hosts.ts';

describe('watching a host of the lab', () => {
  const lab = useLab({ name: `host-watch-${process.pid}` });

  it('sees both ends of a ping that gets no answer', async () => {
    const early: Watched[] = [];
    const started = Date.now();

    const watched = await labHosts(lab.current).watch(pingFromServerA(), {
      onState: (readState) => {
        const state = readState();
        if (state) early.push(state);
      },
    });

    const seconds = (Date.now() - started) / 1000;
    expect(watched.to).toBe('172.16.5.4');
    expect(watched.from).toBe('172.16.0.4');
    const requests = watched.observation.captures
      .flatMap((capture) => capture.packets)
      .filter((packet) => packet.kind === 'echo-request');
    expect(requests.map((packet) => [packet.dev, packet.direction])).toEqual(Array(3).fill(['eth1', 'in']));
    expect(watched.peer?.probes).toMatchObject([{ to: '172.16.5.4', sent: 3, received: 0 }]);
    const outgoing = watched.peer?.captures
      .flatMap((capture) => capture.packets)
      .filter((packet) => packet.kind === 'echo-request');
    expect(outgoing?.map((packet) => packet.icmpId)).toEqual(requests.map((packet) => packet.icmpId));
    expect(seconds).toBeLessThan(8);
    expect(early).toHaveLength(1);
    expect(early[0]?.observation.state.routes[4]?.length).toBeGreaterThan(4);
  });

  it('asks the kernel itself about the request and its answer', async () => {
    const { observation } = await labHosts(lab.current).watch(pingFromServerA());

    expect(observation.oracle).toMatchObject([
      { to: '172.16.5.4', from: '172.16.0.4', iif: 'eth1', answer: { kind: 'error' } },
      { to: '172.16.0.4', from: '172.16.5.4', answer: { kind: 'route', dev: 'eth0', gateway: '172.16.4.1' } },
    ]);
  });

  it('counts what the kernel refused between two looks', async () => {
    const { observation } = await labHosts(lab.current).watch(pingFromServerA());

    const [before, after] = observation.counters.map(
      (snapshot) => snapshot.values['TcpExt.IPReversePathFilter'] ?? 0,
    );
    expect((after ?? 0) - (before ?? 0)).toBe(3);
  });

  it('sees a ping that is answered', async () => {
    const watched = await labHosts(lab.current).watch(pingFromServerA({ interface: 'eth0' }));

    const kinds = watched.observation.captures
      .flatMap((capture) => capture.packets)
      .map((packet) => `${packet.kind} ${packet.direction}`);
    expect(kinds.filter((kind) => kind === 'echo-reply out')).toHaveLength(5);
    expect(watched.peer?.probes).toMatchObject([{ received: 3 }, { received: 2 }]);
  });

  it('knows the whole state: rules, routes, sysctls, neighbours, filters, sockets', async () => {
    const { observation } = await labHosts(lab.current).watch(pingFromServerA());

    const { state } = observation;
    // Only bpftool lists what TCX has attached, and not every machine has it.
    expect(state.gaps.filter(({ part }) => part !== 'hooks')).toEqual([]);
    expect(state.sysctls?.['net.ipv4.conf.eth1.rp_filter']).toBe('1');
    expect(state.rules[4]?.map((rule) => rule.preference)).toEqual([0, 32766, 32767]);
    expect(state.addresses?.find((address) => address.local === '172.16.5.4')?.dev).toBe('eth1');
    expect(state.neighbours?.length).toBeGreaterThan(0);
    expect(state.filters).toBeDefined();
  });

  it('changes nothing on the host', async () => {
    const state = async () =>
      (
        await lab.current.exec('server-b', [
          'sh',
          '-c',
          'ip route show table all; ip rule; ip -6 rule; grep -rsH . /proc/sys/net/ipv4/conf; ls -A /tmp /run; cat /proc/modules',
        ])
      ).stdout;
    const before = await state();

    await labHosts(lab.current).watch(pingFromServerA());

    // What it keeps for itself goes once it has told all.
    await expect.poll(state, { timeout: 5000 }).toBe(before);
  });

  it('leaves no process behind', async () => {
    await labHosts(lab.current).watch(pingFromServerA());
    await new Promise((resolve) => setTimeout(resolve, 500));

    const { stdout } = await lab.current.exec('server-b', ['ps', 'axo', 'args']);
    expect(stdout.split('\n').filter((line) => /^(tcpdump|timeout|sleep|sh -s)/.test(line))).toEqual([]);
  });

  it('waits for traffic where nobody sends, and ends with the first request that gets no answer', async () => {
    const watching = labHosts(lab.current).watch(
      { host: 'server-b', interface: 'eth1', protocol: 'icmp', seconds: 20, packets: 50 },
      {
        onProgress: ({ key }) => {
          if (key === 'progress.listening')
            void lab.current.exec('server-a', ['ping', '-c', '1', '-W', '1', '172.16.5.4']);
        },
      },
    );

    const watched = await watching;

    expect(watched.from).toBe('172.16.0.4');
    expect(watched.observation.oracle.map((answer) => answer.from)).toContain('172.16.0.4');
  });

  it('listens for longer where that is asked for meanwhile, until somebody sends', async () => {
    const started = Date.now();
    const watched = await labHosts(lab.current).watch(
      { host: 'server-b', interface: 'eth1', protocol: 'icmp', seconds: 2, packets: 50 },
      {
        onWaiting(hold) {
          hold(20);
          setTimeout(() => {
            void lab.current.exec('server-a', ['ping', '-c', '1', '-W', '1', '172.16.5.4']);
          }, 6000);
        },
      },
    );

    const seconds = (Date.now() - started) / 1000;
    expect(watched.from).toBe('172.16.0.4');
    expect(seconds).toBeGreaterThan(6);
    expect(seconds).toBeLessThan(20);
  }, 40_000);

  it('asks nobody to send where a host of the inventory does', async () => {
    let asked = 0;
    await labHosts(lab.current).watch(pingFromServerA(), {
      onWaiting() {
        asked += 1;
      },
    });
    expect(asked).toBe(0);
  });

  it('ends after its seconds where nothing comes', async () => {
    const started = Date.now();

    const watched = await labHosts(lab.current).watch({
      host: 'server-b',
      interface: 'eth2',
      protocol: 'icmp',
      seconds: 2,
      packets: 50,
    });

    expect(Date.now() - started).toBeLessThan(8000);
    expect(watched.observation.captures).toMatchObject([{ listening: true, packets: [] }]);
    expect(watched.from).toBeUndefined();
  });

  it('probes a TCP port', async () => {
    const watched = await labHosts(lab.current).watch(
      pingFromServerA({ interface: 'eth0', protocol: 'tcp', port: 22 }),
    );

    expect(watched.peer?.probes).toMatchObject([{ to: '172.16.4.2', sent: 1, received: 1 }]);
    const flags = watched.observation.captures
      .flatMap((capture) => capture.packets)
      .map((packet) => packet.kind);
    expect(flags).toEqual(expect.arrayContaining(['S', 'S.']));
  });

  it('names the interfaces that exist where the asked one does not', async () => {
    const error = await failureOf(labHosts(lab.current).watch(pingFromServerA({ interface: 'eth88' })));

    expect(error).toMatchObject({ code: 'interface-unknown', exitStatus: 2 });
    expect(error.message).toBe('server-b has no interface eth88.');
    expect(error.nextStep).toContain('eth0, eth1, eth2, eth3');
  });

  it.each([
    ['host-unknown', { host: 'server-z' }],
    ['host-name-invalid', { host: '-oProxyCommand=reboot' }],
    ['interface-name-invalid', { interface: 'eth1; reboot' }],
    ['address-invalid', { to: '172.16.5.4 -w x' }],
    ['probe-from-itself', { probeFrom: 'server-b' }],
  ])('refuses hostile or wrong words before it connects (%s)', async (code, change) => {
    const error = await failureOf(labHosts(lab.current).watch(pingFromServerA(change)));

    expect(error).toMatchObject({ code, exitStatus: 2 });
  });

  it('ends at once when it is stopped', async () => {
    const stop = new AbortController();
    const watching = labHosts(lab.current).watch(
      { host: 'server-b', interface: 'eth2', protocol: 'icmp', seconds: 30, packets: 50 },
      {
        signal: stop.signal,
        onProgress: ({ key }) => {
          if (key === 'progress.listening') stop.abort(new Error('stopped by a person'));
        },
      },
    );

    await expect(watching).rejects.toThrow('stopped by a person');
  });
});
