import { type Line, withLine } from '../../../support/line.ts';
import { everywhere, policyFor, type Scenario, SEED_ROUTES, serverB } from '../scenario.ts';

/** server-b as it should be, behind a line that takes its time. */
function slowly(line: Line): Pick<Scenario, 'topology' | 'services'> {
  const healthy = serverB({
    routes: [...SEED_ROUTES, ...policyFor(5, 101).routes],
    rules: policyFor(5, 101).rules,
    sysctls: everywhere(1),
  });
  const { topology, carry } = withLine(healthy, line);
  return { topology, services: [['line', ...carry]] };
}

const late = { cause: 'healthy', stage: null, certainty: 'proven', says: /replies are late/ } as const;

/** Every session of the sender begins late, as one on a busy machine does. */
const SLOW_LOGIN = [
  `echo 'sleep 10; eval "$SSH_ORIGINAL_COMMAND"' >/run/force.sh`,
  'echo "ForceCommand sh /run/force.sh" >>/etc/ssh/sshd_config',
  'kill -HUP $(cat /run/sshd.pid)',
  'sleep 0.3',
].join('; ');

/** What is slow, and what is not wrong for that. An ordinary ping waits a second, so it proves nothing here. */
export const TIMING: readonly Scenario[] = [
  {
    name: 'late-requests',
    ...slowly({ to: 2.5 }),
    ask: { iface: 'eth1' },
    proof: 'none',
    expect: late,
  },
  {
    name: 'late-answers',
    ...slowly({ back: 3 }),
    ask: { iface: 'eth1' },
    proof: 'none',
    expect: late,
  },
  {
    name: 'late-both-ways',
    ...slowly({ to: 3, back: 3 }),
    ask: { iface: 'eth1' },
    proof: 'none',
    expect: late,
  },
  {
    name: 'strict-slow-sender',
    topology: serverB({}),
    before: [['server-a', 'sh', '-c', SLOW_LOGIN]],
    ask: { iface: 'eth1' },
    expect: {
      cause: 'strict-rp-filter',
      stage: 'source-validation',
      certainty: 'proven',
      next: ['reply-leaves-other-interface'],
      remedies: { 'policy-routing': 'repairs', 'loose-rp-filter': 'depends' },
    },
  },
];
