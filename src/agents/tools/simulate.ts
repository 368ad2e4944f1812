import { z } from 'zod';
import { simulate as answersOf, hostStateOf } from '../../triage/index.ts';
import { HostName } from '../question.ts';
import { tool } from '../tool.ts';

/** Routes that are asked for in one call, at most. */
const MOST_QUERIES = 1000;

export const simulate = tool({
  name: 'simulate',
  title: 'Ask a host’s routing',
  description:
    'What "ip route get" would answer on the host whose console is given: which route, or that the source is refused (RPF). Nothing is run.',
  readOnly: true,
  reachesHosts: false,
  input: z.object({
    state: z.string().min(1).max(2_000_000).describe('a console with ip route, ip rule, ip addr, sysctl'),
    host: HostName.optional().describe('which host of the console, where it shows several'),
    queries: z
      .array(z.string().min(1).max(300))
      .min(1)
      .max(MOST_QUERIES)
      .describe('each as in: 172.16.5.4 from 172.16.0.4 iif eth1'),
  }),
  recorded: ({ state, ...rest }) => ({ ...rest, state: `${state.length} characters` }),
  async call(_parts, { state, host, queries }) {
    const model = hostStateOf(state, host);
    const answers: unknown[] = [];
    for (const query of queries) {
      // One line a question: what is none is answered as what it is.
      const { value } = await answersOf(model, only(query.replace(/\s+/g, ' ').trim())).next();
      answers.push({ query, answer: value === undefined ? null : JSON.parse(value) });
    }
    return { summary: `${answers.length} answers.`, data: { schema: 'roundtrip.simulated/1', answers } };
  },
});

async function* only(line: string): AsyncGenerator<string> {
  yield line;
}
