import { z } from 'zod';
import { examineHost } from '../../analyzer/index.ts';
import { tellHost } from '../../texts/index.ts';
import { HostName, refuseHidden } from '../question.ts';
import { tool } from '../tool.ts';

export const triageHost = tool({
  name: 'triage_host',
  title: 'Look at a whole host',
  description:
    'Every interface and address of a host, read over SSH: which would not be answered from elsewhere, and why. No probe is sent and no packet captured; look at one with triage to prove it.',
  readOnly: true,
  reachesHosts: true,
  input: z.object({ host: HostName }),
  async call(parts, { host }, signal) {
    refuseHidden(parts, host);
    const { observation } = await parts.hosts.survey(host, { signal });
    const report = tellHost(examineHost({ host, observation }), 'en');
    const stopped = report.interfaces.filter(({ status }) => status === 'stopped').length;
    return {
      summary: `${stopped} of ${report.interfaces.length} addresses would not be answered.`,
      data: { ...report },
    };
  },
});
