import { z } from 'zod';
import { simulate as answersOf, foretellFrom, hostStateOf } from '../../triage/index.ts';
import { HostName, usage } from '../question.ts';
import { type ToolAnswer, tool } from '../tool.ts';

/** Routes that are asked for in one call, at most. */
const MOST_QUERIES = 1000;

const Simulated = z.object({
  state: z.string().min(1).max(2_000_000).describe('a console with ip route, ip rule, ip addr, sysctl'),
  host: HostName.optional().describe('which host of the console, where it shows several'),
  queries: z
    .array(z.string().min(1).max(300))
    .min(1)
    .max(MOST_QUERIES)
    .optional()
    .describe('each as in: 172.16.5.4 from 172.16.0.4 iif eth1'),
  change: z
    .string()
    .min(1)
    .max(200_000)
    .optional()
    .describe('a planned change: lines of ip, sysctl or nmcli, a file for ip -batch, or a netplan file'),
});

export const simulate = tool({
  name: 'simulate',
  title: 'Ask a host’s routing, or try a planned change',
  description:
    'On the host whose console is given. With "queries": what "ip route get" would answer, which route, or that the source is refused (RPF). With "change": what a planned change would stop and repair, flow by flow (roundtrip.change/1). Give one of both. Computed in a model of Linux; nothing is run.',
  readOnly: true,
  reachesHosts: false,
  input: Simulated,
  recorded: ({ state, change, ...rest }) => ({
    ...rest,
    state: `${state.length} characters`,
    ...(change === undefined ? {} : { change: `${change.length} characters` }),
  }),
  async call(_parts, { state, host, queries, change }) {
    if ((queries === undefined) === (change === undefined))
      throw usage('option-invalid', 'A call has either queries or a change.', 'Give one of both.');
    return change === undefined
      ? answered(state, host, queries ?? [])
      : foretold(foretellFrom(state, change, { host }));
  },
});

async function answered(
  state: string,
  host: string | undefined,
  queries: readonly string[],
): Promise<ToolAnswer> {
  const model = hostStateOf(state, host);
  const answers: unknown[] = [];
  for (const query of queries) {
    // One line a question: what is none is answered as what it is.
    const { value } = await answersOf(model, only(query.replace(/\s+/g, ' ').trim())).next();
    answers.push({ query, answer: value === undefined ? null : JSON.parse(value) });
  }
  return { summary: `${answers.length} answers.`, data: { schema: 'roundtrip.simulated/1', answers } };
}

/** What a planned change would do. Throws where the text holds none. */
function foretold(document: ReturnType<typeof foretellFrom>): ToolAnswer {
  if (document.lines.length === 0)
    throw usage(
      'option-invalid',
      'There is no change in that text.',
      'It holds lines of ip, sysctl or nmcli, or netplan YAML.',
    );
  const { stops, unknown, repairs } = document.counts;
  const summary = `Of ${document.rows.length} flows ${stops} would stop, ${repairs} would be repaired, ${unknown} cannot be told.`;
  return { summary, data: { ...document } };
}

async function* only(line: string): AsyncGenerator<string> {
  yield line;
}
