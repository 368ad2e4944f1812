import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { changeNode, type Lab, seedTopology, startLab, twoRouters } from '../../src/demo/lab/index.ts';
import { countAnswers, named, outputOf, readCounter, useLab } from '../support/lab.ts';

const execute = promisify(execFile);

async function overSsh(lab: Lab, host: string, command: string): Promise<string> {
  return (await execute('ssh', ['-F', lab.sshConfigFile, host, command])).stdout;
}

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

describe("the seed's network", () => {
  const lab = useLab();

  it('answers on eth0 and on no other interface', async () => {
    const addresses = ['172.16.4.2', '172.16.5.4', '172.16.6.4', '172.16.7.4'];

    const answers = await Promise.all(addresses.map((to) => countAnswers(lab.current, 'server-a', to)));

    expect(answers).toEqual([2, 0, 0, 0]);
  });

  it('receives the requests on eth1, and its reverse path filter drops them', async () => {
    const capture = lab.current.spawn('server-b', ['tcpdump', '-i', 'eth1', '-nn', '-l', 'icmp']);
    await capture.waitFor('listening on');
    const before = await readCounter(lab.current, 'server-b', 'TcpExt', 'IPReversePathFilter');

    await countAnswers(lab.current, 'server-a', '172.16.5.4', 3);

    const after = await readCounter(lab.current, 'server-b', 'TcpExt', 'IPReversePathFilter');
    const { stdout } = await capture.stop();
    expect(lines(stdout)).toHaveLength(3);
    for (const line of lines(stdout)) expect(line).toContain('172.16.0.4 > 172.16.5.4: ICMP echo request');
    expect(after - before).toBe(3);
  });

  it('answers on eth1 where the filter is loose: nothing but the filter stands in the way', async () => {
    await outputOf(lab.current, 'server-b', ['sysctl', '-w', 'net.ipv4.conf.eth1.rp_filter=2']);

    const answers = await countAnswers(lab.current, 'server-a', '172.16.5.4');

    await outputOf(lab.current, 'server-b', ['sysctl', '-w', 'net.ipv4.conf.eth1.rp_filter=1']);
    expect(answers).toBe(2);
  });

  it("has the seed's routes and settings", async () => {
    const routes = await outputOf(lab.current, 'server-b', ['ip', 'r']);
    const wayBack = await outputOf(lab.current, 'server-b', ['ip', 'route', 'get', '172.16.0.4']);
    const filters = await outputOf(lab.current, 'server-b', ['sysctl', '-ar', '\\.rp_filter']);

    expect(lines(routes)).toEqual([
      'default via 172.16.4.1 dev eth0',
      '169.254.0.0/16 dev eth0 scope link metric 1002',
      '172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.2',
      '172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4',
      '172.16.6.0/24 dev eth2 proto kernel scope link src 172.16.6.4',
      '172.16.7.0/24 dev eth3 proto kernel scope link src 172.16.7.4',
    ]);
    expect(wayBack).toContain('172.16.0.4 via 172.16.4.1 dev eth0 src 172.16.4.2');
    expect(lines(filters)).toEqual([
      'net.ipv4.conf.all.rp_filter = 1',
      'net.ipv4.conf.default.rp_filter = 1',
      'net.ipv4.conf.eth0.rp_filter = 1',
      'net.ipv4.conf.eth1.rp_filter = 1',
      'net.ipv4.conf.eth2.rp_filter = 1',
      'net.ipv4.conf.eth3.rp_filter = 1',
      'net.ipv4.conf.lo.rp_filter = 0',
    ]);
  });

  it('is reached by the OpenSSH client, in-band, as root', async () => {
    const addresses = await overSsh(lab.current, 'server-b', 'ip -br addr');
    const connection = await overSsh(lab.current, 'server-b', 'echo $SSH_CONNECTION; id -un; hostname');

    expect(addresses).toMatch(/^eth1\S*\s+UP\s+172\.16\.5\.4\/24/m);
    expect(connection).toMatch(/^172\.31\.255\.2 \d+ 172\.16\.4\.2 22\nroot\nserver-b\n$/);
  });

  it("runs none of the machine's start-up files at a login", async () => {
    expect(await overSsh(lab.current, 'server-b', 'cd && pwd && ls -A')).toBe('/run/home/root\n');
  });

  it('refuses a host key that is not the pinned one', async () => {
    const asAnother = ['-F', lab.current.sshConfigFile, '-o', 'HostKeyAlias=server-a', 'server-b', 'true'];

    await expect(execute('ssh', asAnother)).rejects.toThrow(/REMOTE HOST IDENTIFICATION HAS CHANGED/);
  });

  it('keeps what is written on a server on that server', async () => {
    const folders = [
      '/etc/sysctl.d',
      '/etc/iproute2',
      '/run',
      '/tmp',
      '/root',
      '/usr/local/sbin',
      '/var/lib',
    ];
    const files = folders.map((folder) => `${folder}/written-in-${lab.current.name}`);
    await outputOf(lab.current, 'server-b', ['touch', ...files]);

    const onServerA = await lab.current.exec('server-a', ['ls', ...files]);
    const onMachine = await Promise.allSettled(files.map((file) => execute('ls', [file])));

    expect(onServerA).toMatchObject({ stdout: '' });
    expect(onMachine.map((result) => result.status)).toEqual(files.map(() => 'rejected'));
  });

  it('shows a server its own processes, interfaces and no systemd', async () => {
    const interfaces = await outputOf(lab.current, 'server-b', ['ls', '/sys/class/net']);
    const systemd = await lab.current.exec('server-b', ['test', '-e', '/run/systemd/system']);
    const first = await outputOf(lab.current, 'server-b', ['cat', '/proc/1/comm']);

    expect(lines(interfaces)).toEqual(['eth0', 'eth1', 'eth2', 'eth3', 'lo']);
    expect(systemd.exitCode).toBe(1);
    expect(first).toBe('tail\n');
  });
});

describe('other topologies', () => {
  it('puts gateways on the last addresses', async () => {
    const lab = await startLab({ topology: seedTopology({ gateways: 'last' }) });

    const routes = await outputOf(lab, 'server-b', ['ip', 'r']);
    const answers = await countAnswers(lab, 'server-a', '172.16.4.2');

    await lab.stop();
    expect(routes).toContain('default via 172.16.4.254 dev eth0');
    expect(answers).toBe(2);
  });

  it("sends the requests to eth1 by the second router on eth1's network", async () => {
    const lab = await startLab({ topology: twoRouters() });
    const link = await outputOf(lab, 'router-2', ['cat', '/sys/class/net/net5/address']);
    const capture = lab.spawn('server-b', ['tcpdump', '-i', 'eth1', '-nne', '-l', 'icmp']);
    await capture.waitFor('listening on');

    await countAnswers(lab, 'server-a', '172.16.5.4', 1);

    const { stdout } = await capture.stop();
    await lab.stop();
    expect(stdout).toContain(`${link.trim()} > `);
    expect(stdout).toContain('172.16.0.4 > 172.16.5.4: ICMP echo request');
  });

  it('has IPv6 beside IPv4, where nothing filters the reverse path', async () => {
    const lab = await startLab({ topology: seedTopology({ ipv6: true }) });

    const answers = await countAnswers(lab, 'server-a', 'fd00:172:16:5::4');

    await lab.stop();
    expect(answers).toBe(2);
  });

  it('runs setup commands, makes devices, and logs in as a user, through a jump host or by loopback', async () => {
    const withUser = changeNode(seedTopology(), 'server-b', (node) => ({
      ...node,
      interfaces: { ...node.interfaces, docker0: { type: 'bridge', addresses: ['172.17.0.1/16'] } },
      setup: [['ip', 'rule', 'add', 'from', '172.16.5.4', 'lookup', '105']],
      ssh: { user: 'operator', jump: 'server-a' },
    }));
    const topology = changeNode(withUser, 'server-a', (node) => ({ ...node, ssh: { reach: 'loopback' } }));
    const lab = await startLab({ topology });

    const seen = await overSsh(
      lab,
      'server-b',
      'id -un; pwd; ip rule; ip -br addr show dev docker0; echo $SSH_CLIENT',
    );

    await lab.stop();
    expect(lines(seen).slice(0, 2)).toEqual(['operator', '/run/home/operator']);
    expect(seen).toContain('from 172.16.5.4 lookup 105');
    expect(seen).toContain('172.17.0.1/16');
    expect(seen).toContain('172.16.0.4 ');
  });

  it('gives a user sudo where this machine has it, and says so where not', async () => {
    const topology = changeNode(seedTopology(), 'server-b', (node) => ({
      ...node,
      ssh: { user: 'operator', sudo: true },
    }));
    const lab = await startLab({ topology });

    const asRoot = await lab.exec('server-b', ['su', 'operator', '-c', 'sudo -n id -un']);

    await lab.stop();
    const refusals = lab.notes.filter((note) => note.includes('operator has no sudo'));
    expect([asRoot.stdout, refusals.length]).toEqual(asRoot.exitCode === 0 ? ['root\n', 0] : ['', 1]);
  });

  it('says which command of a topology failed, and leaves nothing of that lab', async () => {
    const topology = changeNode(seedTopology(), 'server-b', (node) => ({
      ...node,
      routes: ['default via 9.9.9.9'],
    }));

    const start = startLab({ topology, name: named('lab-broken-route') });

    await expect(start).rejects.toMatchObject({
      code: 'lab-command-failed',
      message: expect.stringContaining('`ip route add default via 9.9.9.9` failed'),
    });
    await expect(execute('ls', [`/tmp/roundtrip-lab/${named('lab-broken-route')}`])).rejects.toThrow(
      /No such file/,
    );
  });
});
