import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BootedHost, bootHost, canBoot } from '../booted/booted-host.ts';
import { launcher, root } from '../cli/run-roundtrip.ts';
import { until } from '../store/support.ts';

/* The unit as it is shipped: read by systemd's own tools, and run by a systemd that has booted. */

const UNIT = readFileSync(join(root, 'systemd', 'roundtrip.service'), 'utf8');
const hasSystemd = canBoot();

describe.skipIf(!hasSystemd)('systemd-analyze', () => {
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-unit-'));
  const file = join(directory, 'roundtrip.service');
  beforeAll(() => writeFileSync(file, UNIT.replaceAll('/opt/roundtrip', root)));
  afterAll(() => rmSync(directory, { recursive: true }));

  test('finds nothing wrong', () => {
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], {
      encoding: 'utf8',
    });

    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('rates what a stolen bot could do to its machine below 2.0', () => {
    const args = ['security', '--offline=true', '--threshold=20', file];
    const { status, stdout } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });

    expect({ status, rating: /exposure level.*: ([\d.]+)/.exec(stdout)?.[1] }).toEqual({
      status: 0,
      rating: expect.stringMatching(/^1\.\d$/),
    });
  });
});

/** The Node of this process and the program that is tested, as they stand on the host. */
const [NODE, PROGRAM] = [process.execPath, dirname(dirname(launcher))].map((path) =>
  path.replace(root.replace(/\/?$/, '/'), '/opt/roundtrip/'),
) as [string, string];

const CONFIG = `hosts: { server-b: {} }
ssh: { config: /etc/roundtrip/ssh_config }
health: { port: 9464 }
store: { directory: /var/lib/roundtrip/data }
audit: { signingKeyFile: /var/lib/roundtrip/audit.key, anchorFile: /var/lib/roundtrip/audit.anchor }
`;

describe.skipIf(!hasSystemd || process.getuid?.() !== 0)('on a host that boots with systemd', () => {
  let host: BootedHost;
  const show = async (property: string) =>
    (await host.run(`systemctl show -p ${property} --value roundtrip`)).trim();
  const untilShows = async (property: string, value: string) => {
    const shown = async () => {
      // What asks all the time takes the processor from what is asked about.
      await delay(200);
      return (await show(property)) === value ? value : undefined;
    };
    await until(shown, 60).catch(async (error: Error) => {
      const status = await host.run('systemctl status --no-pager -n 20 roundtrip || true');
      throw new Error(`${property} is not ${value}: ${error.message}\n${status}`);
    });
  };
  const ready = () =>
    host.run(
      `'${NODE}' ${PROGRAM}/bin/roundtrip.js ready --json --config /etc/roundtrip/roundtrip.yaml || true`,
    );
  const untilReady = async () => {
    await untilShows('ActiveState', 'active');
    await until(async () => ((await ready()).includes('"ready": true') ? true : undefined), 60);
  };

  beforeAll(async () => {
    host = await bootHost(root);
    // As on a machine: systemd hands credentials to a service by a mount of its own, gives it devices of its own, and reloads only
    // with some room left.
    await host.run('mount --make-rshared /; mount -o remount,size=64m /run');
    await host.run('mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts /dev/pts');
    await host.run('ln -s pts/ptmx /dev/ptmx');
    await host.run(`ip link set lo up`);
    await host.run(
      `setsid '${NODE}' /opt/roundtrip/test/service/children/workspace.ts /opt/roundtrip/manifest.yml >/run/workspace.json 2>/run/workspace.log </dev/null &`,
    );
    const slack: { botToken: string; appToken: string; apiUrl: string } = await until(async () => {
      const text = await host.run('cat /run/workspace.json');
      return text.includes('\n') ? JSON.parse(text) : undefined;
    }, 30);
    const put = (path: string, text: string) =>
      host.run(`mkdir -p "$(dirname ${path})"; umask 077; cat >${path}`, text);
    await put(
      '/etc/sysusers.d/roundtrip.conf',
      readFileSync(join(root, 'systemd', 'roundtrip.sysusers'), 'utf8'),
    );
    await host.run('systemd-sysusers');
    await put('/etc/roundtrip/roundtrip.yaml', CONFIG);
    await put(
      '/etc/roundtrip/ssh_config',
      `Host server-b\n  IdentityFile \${CREDENTIALS_DIRECTORY}/ssh-key\n`,
    );
    await host.run('chmod 755 /etc/roundtrip; chmod 644 /etc/roundtrip/*');
    await put('/etc/roundtrip/secrets/slack-bot-token', slack.botToken);
    await put('/etc/roundtrip/secrets/slack-app-token', slack.appToken);
    await put('/etc/roundtrip/secrets/ssh-key', 'the key');
    await put('/etc/systemd/system/roundtrip.service', UNIT.replaceAll('/opt/roundtrip', PROGRAM));
    await put(
      '/etc/systemd/system/roundtrip.service.d/test.conf',
      `[Service]\nEnvironment=SLACK_API_URL=${slack.apiUrl}\nEnvironment=PATH=${dirname(NODE)}:/usr/bin:/bin\nWatchdogSec=6\n`,
    );
    await host.run('systemctl daemon-reload');
  }, 90_000);
  afterAll(() => host.stop());

  test('it starts, is started again after a kill, outlives its watchdog, and ends cleanly', async () => {
    await host.run('systemctl start --no-block roundtrip');
    await untilReady();
    const user = await host.run('ps -o user= -p "$(systemctl show -p MainPID --value roundtrip)"');
    await host.run('kill -9 "$(systemctl show -p MainPID --value roundtrip)"');
    await untilShows('NRestarts', '1');
    await untilReady();
    await host.run('sleep 10');
    const restarts = await show('NRestarts');
    const mine = await host.run('stat -c "%U %a" /var/lib/roundtrip /var/lib/roundtrip/audit.key');
    await host.run('systemctl stop roundtrip');

    expect(user.trim()).toBe('roundtrip');
    expect(restarts).toBe('1');
    expect(mine).toBe('roundtrip 700\nroundtrip 600\n');
    expect(await show('Result')).toBe('success');
    expect(await host.run('pgrep -u roundtrip || echo nobody')).toBe('nobody\n');
    expect(await host.run('ls /etc/roundtrip')).toBe('roundtrip.yaml\nsecrets\nssh_config\n');
  }, 240_000);

  test('a configuration that is wrong is said and not tried again', async () => {
    await host.run('echo "hots: {}" >>/etc/roundtrip/roundtrip.yaml; systemctl start roundtrip || true');

    expect(await show('ExecMainStatus')).toBe('2');
    expect(await show('ActiveState')).toBe('failed');
  }, 60_000);
});
