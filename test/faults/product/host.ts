import { setTimeout as delay } from 'node:timers/promises';
import type { Lab } from '../../../src/demo/lab/index.ts';
import { outputOf } from '../../support/lab.ts';
import { ownFiles } from '../../support/machine-files.ts';

/** The host that is changed. */
const HOST = 'server-b';
/** What stands on it for the tests: in a directory that no program of the host knows. */
const PLACE = '/tmp/.commands';

/** Stops at one of the calls of `ip` while they are counted, until that is over. */
const WRAPPER = `#!/bin/sh
[ -e ${PLACE}/counting ] && [ "$*" != -V ] || exec ${PLACE}/ip "$@"
read -r stop <${PLACE}/counting
echo "$*" >>${PLACE}/calls
if [ "$(wc -l <${PLACE}/calls)" = "$stop" ]; then
  : >${PLACE}/stopped
  while [ -e ${PLACE}/stopped ]; do sleep 0.05; done
fi
exec ${PLACE}/ip "$@"
`;
const PREPARE = `mkdir ${PLACE}; real=$(readlink -f "$(command -v ip)"); cp "$real" ${PLACE}/ip
cat >${PLACE}/wrapper; chmod 755 ${PLACE}/wrapper; mount --bind ${PLACE}/wrapper "$real"`;

/** Addresses, rules and all tables of both families, settings, and the files that a change could leave. */
const STATE = `for family in -4 -6; do ${PLACE}/ip $family addr; ${PLACE}/ip $family rule; ${PLACE}/ip $family route show table all; done |
sed -e 's/ expires [0-9]*sec//' -e 's/valid_lft .*//'
grep -rs . /proc/sys/net/ipv4/conf /proc/sys/net/ipv6/conf | grep -v stable_secret
find /etc /var/lib/roundtrip-host -type f -exec cksum {} + 2>/dev/null | sort; true`;

/** server-b of a lab, as the faults need it. */
export type FaultyHost = {
  state(): Promise<string>;
  /** Counts the calls of `ip` from now on; stops at that one (0: at none). */
  countCommands(stop: number): Promise<void>;
  /** Resolves when the call has come at which it stops, or `over` aborts. */
  untilStopped(over: AbortSignal): Promise<boolean>;
  goOn(): Promise<void>;
  /** Ends counting. @returns the calls, in order */
  commands(): Promise<string[]>;
  /** Whether an undo waits or works there. */
  hasUndo(): Promise<boolean>;
  endSessions(): Promise<void>;
  stopSshd(): Promise<void>;
  startSshd(): Promise<void>;
  cutNetwork(): Promise<void>;
  joinNetwork(): Promise<void>;
};

export async function prepareHost(lab: Lab): Promise<FaultyHost> {
  const run = (text: string) => outputOf(lab, HOST, ['sh', '-c', text]);
  await lab.exec(HOST, ['sh', '-ec', PREPARE], { input: WRAPPER });
  // The first process of a session is a child of the one that listens.
  const sshd = `listener=$(cat /run/sshd.pid /var/run/sshd.pid 2>/dev/null | head -n1)
sessions=$(ps -e -o pid=,comm= | awk -v own="$listener" '$2 ~ /^sshd/ && $1 != own { print $1 }')`;
  const mgmt = (state: 'up' | 'down') =>
    outputOf(lab, 'router', ['ip', 'link', 'set', 'mgmt0', state]).then(() => undefined);
  return {
    state: async () => ownFiles(await run(STATE)),
    async countCommands(stop) {
      await run(`rm -f ${PLACE}/calls ${PLACE}/stopped; : >${PLACE}/calls; echo ${stop} >${PLACE}/counting`);
    },
    async untilStopped(over) {
      while (!over.aborted) {
        const { exitCode } = await lab.exec(HOST, ['test', '-e', `${PLACE}/stopped`]);
        if (exitCode === 0) return true;
        await delay(50);
      }
      return false;
    },
    async goOn() {
      await run(`rm -f ${PLACE}/stopped`);
    },
    async commands() {
      const calls = await run(
        `rm -f ${PLACE}/counting ${PLACE}/stopped; cat ${PLACE}/calls 2>/dev/null || true`,
      );
      return calls.split('\n').filter(Boolean);
    },
    async hasUndo() {
      const found = await run(`grep -l 'roundtrip-undo[:]' /proc/[0-9]*/cmdline 2>/dev/null || true`);
      return found.trim() !== '';
    },
    async endSessions() {
      await run(`${sshd}; [ -z "$sessions" ] || kill -9 $sessions 2>/dev/null; true`);
    },
    async stopSshd() {
      await run(`${sshd}; kill -9 $listener $sessions 2>/dev/null; true`);
    },
    async startSshd() {
      // Port 22 (hexadecimal 0016) in state LISTEN (0A).
      const listens = "grep -q ':0016 [0-9A-F]*:0000 0A' /proc/net/tcp";
      await run(`${listens} || "$(command -v sshd)" -E /run/sshd.log; until ${listens}; do sleep 0.05; done`);
    },
    cutNetwork: () => mgmt('down'),
    joinNetwork: () => mgmt('up'),
  };
}
