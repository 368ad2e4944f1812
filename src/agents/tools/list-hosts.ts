import { z } from 'zod';
import { applyModeFor, resolveHost } from '../../config/index.ts';
import { sees } from '../agent.ts';
import { tool } from '../tool.ts';

export const listHosts = tool({
  name: 'list_hosts',
  title: 'List hosts',
  description:
    'The hosts of the inventory that may be asked about. A name with "*" is a pattern: any host whose name fits may be asked about, too.',
  readOnly: true,
  reachesHosts: false,
  input: z.object({}),
  async call({ config, agent }) {
    const names = Object.keys(config.hosts).filter((name) => sees(config, agent, name.replaceAll('*', 'x')));
    const hosts = names.map((host) => {
      const { group, apply } = resolveHost(config, host.replaceAll('*', 'x'));
      const changes = apply && !applyModeFor(config, { group }).shadow ? 'by-approval' : 'by-hand';
      return { host, group: group ?? null, changes, isPattern: host.includes('*') };
    });
    return { summary: `${hosts.length} hosts.`, data: { schema: 'roundtrip.hosts/1', hosts } };
  },
});
