import { type Config, resolveHost, teamRulesFor } from '../config/index.ts';
import { EXIT } from '../errors.ts';
import { createHosts } from '../host/index.ts';
import { tell } from '../texts/index.ts';
import { newTriageId } from '../triage/index.ts';
import { withClock } from './clock-skew.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';

type HostCheck = { name: string; look: () => Promise<string> };

/** Hosts that are tried at the same time. */
export const HOSTS_AT_ONCE = 4;

/** The interface that every host has. */
const LOOPBACK = 'lo';

/**
 * Each host that is named in full is looked at as a triage would, for a moment at its loopback interface, and nothing is changed
 * there: one that may be changed is asked as it would be then. Whatever could not be read there is said.
 */
export function hostChecks(config: Config): HostCheck[] {
  const hosts = createHosts(config);
  return Object.keys(config.hosts)
    .filter((name) => !name.includes('*'))
    .map((name) => ({
      name,
      look: async () => {
        const rules = resolveHost(config, name);
        const stateOnly = teamRulesFor(config, rules).observe === 'state';
        const { observation } = await hosts.watch({
          ...{ host: name, interface: LOOPBACK, protocol: 'icmp', seconds: 1, packets: 1 },
          ...(stateOnly ? { stateOnly } : {}),
        });
        const ahead = rules.apply ? await hosts.clockAhead(name, newTriageId()) : 0;
        const gaps = observation.gaps.filter(({ part }) => !(stateOnly && part === 'capture'));
        const capture = gaps.find(({ part }) => part === 'capture');
        if (capture !== undefined) {
          const told = say().doctorProblems.captureMissing({
            reason: tell({ key: 'remark.gap', ...capture }, language()),
          });
          throw problem('capture-missing', told, { exitStatus: EXIT.failed });
        }
        const parts = [...new Set(gaps.map(({ part }) => part))];
        return withClock(say().doctor.reached({ observedOnly: !rules.apply, parts }), ahead);
      },
    }));
}
