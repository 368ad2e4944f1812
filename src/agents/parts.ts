import type { Config } from '../config/index.ts';
import type { Analyze, EventStore, Hosts, Settings, Surveyor, Triages } from '../triage/index.ts';
import type { Agent } from './agent.ts';

/** What the tools work with. */
export type AgentParts = {
  agent: Agent;
  config: Config;
  settings: Settings;
  hosts: Hosts & Surveyor;
  analyze: Analyze;
  triages: Triages;
  events: EventStore;
};
