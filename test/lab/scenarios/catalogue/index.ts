import type { Scenario } from '../scenario.ts';
import { ARRIVAL } from './arrival.ts';
import { ASYMMETRIC } from './asymmetric.ts';
import { FIREWALL } from './firewall.ts';
import { GATEWAY } from './gateway.ts';
import { HOOKS } from './hooks.ts';
import { HOST } from './host.ts';
import { IPV6 } from './ipv6.ts';
import { LINK } from './link.ts';
import { NEIGHBOUR } from './neighbour.ts';
import { POLICY } from './policy.ts';
import { PORTS } from './ports.ts';
import { STRICT } from './strict.ts';
import { TIMING } from './timing.ts';
import { UNUSUAL } from './unusual.ts';

/** Every scenario that a network namespace can produce. */
export const SCENARIOS: readonly Scenario[] = [
  ...STRICT,
  ...ASYMMETRIC,
  ...ARRIVAL,
  ...GATEWAY,
  ...POLICY,
  ...HOST,
  ...NEIGHBOUR,
  ...LINK,
  ...FIREWALL,
  ...HOOKS,
  ...PORTS,
  ...IPV6,
  ...TIMING,
  ...UNUSUAL,
];
