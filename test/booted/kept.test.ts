import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Change, fileOf, type KeepableChange, kindOf } from '../../src/analyzer/model/index.ts';
import { sha256 } from '../../src/analyzer/remedies/sha256.ts';
import { hostProgram } from '../../src/host/program.ts';
import { type BootedHost, bootHost, canBoot } from './booted-host.ts';

const FILE = '/etc/systemd/network/10-eth1.network.d/50-roundtrip-eth1.conf';
const CHANGES: KeepableChange[] = [
  {
    kind: 'route',
    family: 4,
    table: 1001,
    destination: '172.16.5.0/24',
    dev: 'eth1',
    scope: 'link',
    prefsrc: '172.16.5.4',
  },
  { kind: 'route', family: 4, table: 1001, destination: '0.0.0.0/0', dev: 'eth1', gateway: '172.16.5.1' },
  { kind: 'rule', family: 4, preference: 1001, from: '172.16.5.4/32', table: 1001 },
];
const kept = { interface: 'eth1', place: '10-eth1.network', changes: CHANGES };
const KEEP: Change = {
  kind: 'keep',
  keeper: 'networkd',
  ...kept,
  digest: sha256(fileOf('networkd').text(kept)),
};
const wordsOf = (changes: readonly Change[]) =>
  changes.flatMap((change) => kindOf(change).wire(change)).join(' ');

/** The machine's own systemd-networkd, beside a /sys that is read-only, as in containers: nobody waits for udev. */
const START = `mount --rbind /sys /sys; mount -o remount,bind,ro /sys; mount -o remount,size=64m /run
ip link set lo up; ip link add eth1 type veth peer name far; ip link set far up
mkdir -p /etc/systemd/network
printf '[Match]\\nName=eth1\\n\\n[Network]\\nAddress=172.16.5.4/24\\n' >/etc/systemd/network/10-eth1.network
rm -f /etc/systemd/system/systemd-networkd.service; systemctl daemon-reload
systemctl start dbus systemd-networkd; until networkctl --no-pager | grep -q 'eth1.*configured'; do sleep 0.2; done`;
const STATE = `ip rule; ip route show table 1001 2>/dev/null; find /etc/systemd -name '*roundtrip*'; true`;

describe.skipIf(!canBoot() || !existsSync('/usr/bin/dbus-daemon'))(
  'a change that systemd-networkd keeps',
  () => {
    let host: BootedHost;
    let before = '';
    beforeAll(async () => {
      host = await bootHost();
      await host.run(START);
      before = await host.run(STATE);
    }, 60_000);
    afterAll(async () => {
      await host?.stop();
    });
    const ask = async (words: string) =>
      / result (.*)/.exec(await host.run(`sh -s -- ${words}`, hostProgram()))?.[1] ?? '';
    const fix = async (id: string) => {
      await ask(`apply ${id} 60 ${wordsOf(CHANGES)}`);
      return ask(`confirm ${id}`);
    };

    it('is taken away where the interface is configured anew and nothing keeps it, and stands where a file does', async () => {
      await fix('K1');
      await host.run('networkctl reconfigure eth1; sleep 2');
      const lost = await host.run(STATE);
      await ask(`undo K1 ${wordsOf(CHANGES)}`);
      await fix('K2');
      // Of a start in the middle of arming: no start runs it, and nobody needs it.
      await host.run('echo "[Unit]" >/etc/systemd/system/roundtrip-undo-files-K0K.service');
      const applied = await ask(`apply K2K 60 ${wordsOf([KEEP])}`);
      const armed = await host.run(STATE);
      const confirmed = await ask('confirm K2K');
      await host.run('systemctl restart systemd-networkd; networkctl reconfigure eth1; sleep 2');
      const stands = await host.run(STATE);

      expect(lost).not.toContain('lookup 1001');
      expect(applied).toMatch(/^applied/);
      expect(armed).toContain('/etc/systemd/system/roundtrip-undo-files-K2K.service');
      expect(armed).not.toContain('K0K');
      expect(confirmed).toBe('confirmed');
      expect(stands).toContain('lookup 1001');
      expect(stands).toContain('default via 172.16.5.1');
      expect(stands).toContain(FILE);
      expect(stands).not.toContain('undo-files');
    });

    it('goes without a trace: its file first, and then what it kept', async () => {
      const files = await ask(`undo K2K ${wordsOf([KEEP])}`);
      const between = await host.run(STATE);
      const change = await ask(`undo K2 ${wordsOf(CHANGES)}`);

      expect([files, change]).toEqual(['undone Roundtrip was asked to', 'undone Roundtrip was asked to']);
      expect(between).toContain('lookup 1001');
      expect(between).not.toContain(FILE);
      expect(await host.run(STATE)).toBe(before);
    });

    it.each(['status K9K', 'confirm K9K', `undo K9K ${wordsOf([KEEP])}`])(
      'leaves nothing of an arming in the middle of which the host went down: %s',
      async (words) => {
        await host.run('echo "[Unit]" >/etc/systemd/system/roundtrip-undo-files-K9K.service');

        await ask(words);

        expect(await host.run(STATE)).not.toContain('K9K');
      },
    );

    it('stands as it did where its file is not confirmed in time, or the host starts again before', async () => {
      await fix('K3');
      await ask(`apply K3K 3 ${wordsOf([KEEP])}`);
      await host.run('sleep 9');
      const undone = await ask('status K3K');
      const late = await host.run(STATE);
      await ask(`apply K4K 60 ${wordsOf([KEEP])}`);
      await host.run('systemctl daemon-reload; systemctl start roundtrip-undo-files-K4K.service');
      const started = await host.run(STATE);

      expect(undone).toBe('undone nobody confirmed the change in time');
      expect(late).toContain('lookup 1001');
      expect(late).not.toContain(FILE);
      expect(started).not.toContain('roundtrip');
    });

    /** What stands in the place of a command; the real one is in /tmp. */
    const inPlaceOf = async (command: string, text: string, work: () => Promise<string>): Promise<string> => {
      const real = `real=$(readlink -f "$(command -v ${command})")`;
      const wrap = `${real}; cp "$real" /tmp/${command}; cat >/tmp/wrapper; chmod 755 /tmp/wrapper; mount --bind /tmp/wrapper "$real"`;
      await host.run(wrap, `#!/bin/sh\n${text}\nexec /tmp/${command} "$@"\n`);
      const answer = await work();
      await host.run(`${real}; umount "$real"; sleep 2`);
      return answer;
    };

    it('stands as it did also where its owner fails once to read the files again', async () => {
      await ask('undo K4K');
      const undone = await inPlaceOf(
        'networkctl',
        'if rm /tmp/armed 2>/dev/null; then exit 1; fi',
        async () => {
          await ask(`apply K7K 60 ${wordsOf([KEEP])}`);
          await host.run(': >/tmp/armed');
          return ask('undo K7K');
        },
      );

      expect(undone).toBe('undone Roundtrip was asked to');
      expect(await host.run(STATE)).toContain('lookup 1001');
      expect(await host.run(STATE)).not.toContain('roundtrip');
    });

    it('is not called damaged where the tool that works out digests fails while somebody asks', async () => {
      await ask(`apply K11K 60 ${wordsOf([KEEP])}`);
      const asked = await inPlaceOf('sha256sum', 'exit 1', () => ask('status K11K'));

      expect(asked).toMatch(/^applied armed=yes/);
      expect(await ask('undo K11K')).toBe('undone Roundtrip was asked to');
    });

    it('stands as it did where its file could not be written, and its owner configures the interface anew', async () => {
      const reload = 'if [ "$1" = reload ]; then /tmp/networkctl reload; set -- reconfigure eth1; fi';
      await host.run('echo >/etc/systemd/network/10-eth1.network.d');
      const refused = await inPlaceOf('networkctl', reload, () => ask(`apply K8K 60 ${wordsOf([KEEP])}`));
      await host.run('rm /etc/systemd/network/10-eth1.network.d');

      expect(refused).toMatch(/^refused step 1 was refused/);
      expect(await host.run(STATE)).toContain('lookup 1001');
    });

    it('is not written where it cannot be seen what it would keep', async () => {
      const refused = await inPlaceOf('ip', 'case $* in *rule*) exit 1 ;; esac', () =>
        ask(`apply K10K 60 ${wordsOf([KEEP])}`),
      );

      expect(refused).toBe('refused what it would keep could not be looked at');
      expect(await host.run(STATE)).not.toContain('roundtrip');
    });

    it("is not written over an administrator's file, nor undone where somebody has edited it", async () => {
      await host.run(`mkdir -p ${FILE.slice(0, FILE.lastIndexOf('/'))}; echo '# mine' >${FILE}`);
      const refused = await ask(`apply K5K 60 ${wordsOf([KEEP])}`);
      await ask(`undo K5K ${wordsOf([KEEP])}`);

      expect(refused).toBe(`refused ${FILE} is there already`);
      expect(await host.run(`cat ${FILE}`)).toBe('# mine\n');
      await host.run(`rm -r ${FILE.slice(0, FILE.lastIndexOf('/'))}`);
    });

    it.each([
      [
        'an interface that it does not configure alone by that file',
        `printf '[Match]\\nName=eth1 far\\n\\n[Network]\\nAddress=172.16.5.4/24\\n' >/etc/systemd/network/10-eth1.network; networkctl reload; sleep 2`,
      ],
      [
        'a host whose files Puppet writes',
        `echo '# This file is managed by Puppet' >/etc/systemd/network/00-first.network`,
      ],
      ['a kubelet', 'mkdir -p /var/lib/kubelet; touch /var/lib/kubelet/config.yaml'],
    ])('is not written for %s', async (_, make) => {
      await host.run(make);
      const refused = await ask(`apply K6K 60 ${wordsOf([KEEP])}`);

      expect(refused).toMatch(/^refused/);
      expect(await host.run(STATE)).not.toContain('roundtrip');
    });
  },
);
