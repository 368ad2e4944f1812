import { type Config, resolveHost } from '../config/index.ts';
import { EXIT } from '../errors.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

type TeamsCheck = { name: string; look: () => Promise<string> };

/** Every group that has rules has hosts: a name that is written otherwise guards nothing. */
export function teamsCheck(config: Config): TeamsCheck[] {
  const ruled = [...new Set([...Object.keys(config.access.groups), ...Object.keys(config.approval.groups)])];
  if (ruled.length === 0) return [];
  return [
    {
      name: say().doctor.names.groups,
      look: async () => {
        const used = new Set(Object.keys(config.hosts).map((name) => groupOf(config, name)));
        const empty = ruled.filter((group) => !used.has(group));
        if (empty.length === 0) return ruled.join(', ');
        const told = say().doctorProblems.groupEmpty({ groups: empty });
        throw problem('group-empty', told, { exitStatus: EXIT.failed });
      },
    },
  ];
}

function groupOf(config: Config, name: string): string | undefined {
  return name.includes('*') ? config.hosts[name]?.group : resolveHost(config, name).group;
}
