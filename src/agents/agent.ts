import { type Config, resolveHost, teamRulesFor } from '../config/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { Actor } from '../triage/index.ts';

/** A program that asks by itself. */
export type Agent = { name: string; actor: Actor };

/** The agent of that name. Throws `option-invalid` (exit status 2) where it cannot be one. */
export function agentOf(name: string): Agent {
  const actor = Actor.safeParse(`agent:${name}`);
  if (actor.success) return { name, actor: actor.data };
  throw new RoundtripError(
    'option-invalid',
    'An agent has a name of 1 to 64 letters, digits, ".", "_" and "-".',
    'Name it so: roundtrip mcp --as triage-helper',
    { exitStatus: EXIT.usage },
  );
}

/**
 * Whether an agent may ask about a host. A team that keeps its hosts to its channels or to its askers keeps them from agents,
 * too, unless `access.groups.<group>.askers` names the agent. A host that is hidden is answered for like one that there is not.
 */
export function sees(config: Config, { actor }: Agent, host: string): boolean {
  try {
    const { channels, askers } = teamRulesFor(config, resolveHost(config, host));
    return askers ? askers.includes(actor) : channels === undefined;
  } catch {
    return false;
  }
}
