import { describe, expect, it } from 'vitest';
import { changeNode, type Lab, seedTopology } from '../../src/demo/lab/index.ts';
import { outputOf, useLab } from '../support/lab.ts';
import { failureOf, labHosts, pingFromServerA } from './hosts.ts';

/** Lets every session of server-b begin with these lines of shell; the command follows where they say so. */
async function forceCommand(lab: Lab, script: string): Promise<void> {
  const lines = ['cat >/run/force.sh <<"END"', script, 'END'];
  lines.push('sed -i "/^ForceCommand/d" /etc/ssh/sshd_config');
  lines.push('echo "ForceCommand sh /run/force.sh" >>/etc/ssh/sshd_config');
  lines.push('kill -HUP $(cat /run/sshd.pid)', 'sleep 0.3');
  await outputOf(lab, 'server-b', ['sh', '-c', lines.join('\n')]);
}

const RUN_IT = 'eval "$SSH_ORIGINAL_COMMAND"';

describe.each(['node-ssh', 'openssh'] as const)('a host that is not as it should be, by %s', (transport) => {
  const lab = useLab({ name: `host-hostile-${process.pid}` });
  const watch = () => labHosts(lab.current, transport).watch(pingFromServerA());

  it('may greet with noise, and with frames of its own', async () => {
    const forged = ['host evil version 1', 'command ip -j rule show', 'exit 0', 'live flow 9.9.9.9', 'end'];
    const noise = forged.map((frame) => `echo "@@ROUNDTRIP 1 ${frame}"; echo "@@ROUNDTRIP 1 ${frame}" >&2`);
    await forceCommand(
      lab.current,
      [`echo "Welcome!"; printf "no newline"; echo`, ...noise, RUN_IT].join('\n'),
    );

    const watched = await watch();

    expect(watched.to).toBe('172.16.5.4');
    expect(watched.observation.state.rules[4]).toHaveLength(3);
    expect(watched.transcripts[0]?.text).not.toContain('Welcome');
  });

  it('may print without end: it is not listened to', async () => {
    await forceCommand(lab.current, 'exec yes 0123456789012345678901234567890123456789');

    const error = await failureOf(watch());

    expect(error).toMatchObject({ code: 'host-output-too-large', exitStatus: 3 });
  });

  it('may end in the middle', async () => {
    await forceCommand(lab.current, 'echo "account expired" >&2; exit 9');

    const error = await failureOf(watch());

    expect(error).toMatchObject({ code: 'host-program-failed', exitStatus: 3 });
    expect(error.message).toContain('account expired');
  });

  it('may be lost while it is looked at', async () => {
    await forceCommand(lab.current, RUN_IT);
    const watching = labHosts(lab.current, transport).watch(
      { host: 'server-b', interface: 'eth2', protocol: 'icmp', seconds: 20, packets: 50 },
      {
        onProgress: ({ key }) => {
          if (key !== 'progress.listening') return;
          const sessions = "kill -9 $(ps axo pid,args | sed -n 's/^ *\\([0-9]*\\) sshd: root@.*/\\1/p')";
          void lab.current.exec('server-b', ['sh', '-c', sessions]);
        },
      },
    );

    const error = await failureOf(watching);

    expect(error).toMatchObject({ code: 'host-lost', exitStatus: 3 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const processes = await outputOf(lab.current, 'server-b', ['ps', 'axo', 'args']);
    expect(processes.split('\n').filter((line) => /^(tcpdump|timeout)/.test(line))).toEqual([]);
  });

  it('may have no tcpdump: the rest is looked at all the same', async () => {
    await forceCommand(lab.current, RUN_IT);
    const tcpdump = (
      await outputOf(lab.current, 'server-b', ['sh', '-c', 'readlink -f $(command -v tcpdump)'])
    ).trim();
    await outputOf(lab.current, 'server-b', ['mount', '--bind', '/etc/hostname', tcpdump]);

    const watched = await watch().finally(() => outputOf(lab.current, 'server-b', ['umount', tcpdump]));

    expect(watched.observation.captures).toEqual([]);
    expect(watched.observation.gaps).toContainEqual({ part: 'capture', because: 'tcpdump is not installed' });
    expect(watched.observation.counters).toHaveLength(2);
    expect(watched.peer?.probes).toMatchObject([{ sent: 3, received: 0 }]);
  });
});

describe('a user without rights', () => {
  const topology = changeNode(seedTopology(), 'server-b', (node) => ({ ...node, ssh: { user: 'observer' } }));
  const lab = useLab({ name: `host-user-${process.pid}`, topology });

  it('sees what needs no root, and what is missing is said', async () => {
    const { observation } = await labHosts(lab.current).watch(pingFromServerA());

    expect(observation.state.routes[4]?.length).toBeGreaterThan(4);
    expect(observation.oracle).toHaveLength(2);
    expect(observation.gaps.map((gap) => gap.part)).toContain('capture');
    expect(observation.state.gaps.map((gap) => gap.part)).toContain('filters');
  });

  it('cannot change anything, and is told why', async () => {
    const change = { kind: 'sysctl', key: 'net.ipv4.conf.eth1.rp_filter', before: '1', after: '2' } as const;
    const plan = {
      ...{ hash: 'h', restsOn: {}, files: [], blastRadius: [] },
      steps: [{ id: '1', change, do: [], undo: [], check: [] }],
    };

    const refused = await labHosts(lab.current).apply('server-b', 'T0000000000', plan, 60);

    expect(refused).toMatchObject({ kind: 'refused', reason: expect.stringContaining('sudo') });
  });
});
