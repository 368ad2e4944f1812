import { z } from 'zod';
import type { Diagnosis } from '../../analyzer/model/index.ts';
import { explainConsole } from '../../triage/index.ts';
import { PastedQuestion } from '../question.ts';
import { tool } from '../tool.ts';

const Pasted = z.object(PastedQuestion);
type Pasted = z.output<typeof Pasted>;

/** What a call leaves in the log: who pasted how much, not the paste. */
export function withoutConsole({ console, ...question }: Pasted): object {
  return { ...question, console: `${console.length} characters` };
}

/** The diagnosis of a paste. Throws where it holds no question. */
export function explained({ console, protocol, port, ...named }: Pasted): Diagnosis {
  const { host, interface: iface, from, to } = named;
  return explainConsole(console, {
    ...(host === undefined ? {} : { host }),
    ...(iface === undefined ? {} : { interface: iface }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(port === undefined ? {} : { port, protocol: protocol === 'udp' ? 'udp' : 'tcp' }),
  }).diagnosis;
}

export const explain = tool({
  name: 'explain',
  title: 'Explain a console',
  description:
    'The same diagnosis from a pasted console (ip route, ip rule, sysctl, tcpdump, ping …): no host is reached. Everything but the console is found in it where it is not named.',
  readOnly: true,
  reachesHosts: false,
  input: Pasted,
  recorded: withoutConsole,
  async call(_parts, question) {
    const diagnosis = explained(question);
    return { summary: `${diagnosis.certainty}: ${diagnosis.cause}.`, data: { ...diagnosis } };
  },
});
