/**
 * What a command needs on this machine.
 * @typedef {{
 *   command: string,
 *   development: boolean,
 *   asRoot: boolean,
 *   needed: Record<string, string>,
 *   useful: Record<string, string>,
 * }} Purpose
 * `command`: how a person calls it. `development`: the npm packages that only tests and checks use. `asRoot`: for anybody
 * else it can do nothing. `needed`, `useful`: Debian's package → a program of it, for systems without dpkg; without what
 * is useful the command works and leaves something out.
 */

const LAB = {
  'openssh-server': 'sshd',
  'openssh-client': 'ssh',
  'util-linux': 'nsenter',
  tcpdump: 'tcpdump',
  iproute2: 'ip',
  'iputils-ping': 'ping',
  nftables: 'nft',
  procps: 'sysctl',
  'netcat-openbsd': 'nc',
};

const SHELLCHECK = { shellcheck: 'shellcheck' };
const TEST_TOOLS = { 'iputils-arping': 'arping', iptables: 'iptables', ...SHELLCHECK };

/** @type {Readonly<Record<string, Purpose>>} */
export const PURPOSES = Object.freeze({
  /** The bot and the command line. */
  bot: { command: 'npm start', development: false, asRoot: false, needed: {}, useful: {} },
  /** `npm run demo` */
  demo: { command: 'npm run demo', development: false, asRoot: true, needed: LAB, useful: {} },
  /** `npm test`; without a browser its tests of pages are skipped. */
  test: {
    command: 'npm test',
    development: true,
    asRoot: false,
    needed: { ...LAB, ...TEST_TOOLS },
    useful: { chromium: 'chromium' },
  },
  /** `npm run build`. */
  build: { command: 'npm run build', development: true, asRoot: false, needed: {}, useful: {} },
  /** `npm run check`. */
  check: { command: 'npm run check', development: true, asRoot: false, needed: SHELLCHECK, useful: {} },
  /** `npm run test:owners`, whose hosts boot from a root of their own. */
  owners: {
    command: 'npm run test:owners',
    development: true,
    asRoot: true,
    needed: { ...LAB, debootstrap: 'debootstrap' },
    useful: {},
  },
  /** `npm run test:fresh`, whose clean roots install their own. */
  fresh: {
    command: 'npm run test:fresh',
    development: true,
    asRoot: true,
    needed: { debootstrap: 'debootstrap' },
    useful: {},
  },
  /** `npm run test:containers`. */
  containers: {
    command: 'npm run test:containers',
    development: true,
    asRoot: true,
    needed: {
      'docker.io': 'dockerd',
      'docker-compose': 'docker-compose',
      debootstrap: 'debootstrap',
      iptables: 'iptables',
      iproute2: 'ip',
      prometheus: 'prometheus',
    },
    useful: {},
  },
});
