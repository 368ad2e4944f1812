import { z } from 'zod';
import { Family } from './family.ts';

/** Where the configuration says so: the file, or the command that showed it; the line from 1 where the whole file was shown. */
const Place = { source: z.string(), line: z.number().optional() };

/**
 * What a configuration says should be: set against what is, it tells what somebody changed by hand, or what a daemon did not
 * do. `device` is absent where the configuration names no interface, or names it in a way that is not read.
 */
export const Intent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('address'),
    device: z.string().optional(),
    family: Family,
    local: z.string(),
    prefixLength: z.number().optional(),
    ...Place,
  }),
  /** Addresses and gateways come by DHCP or router advertisements. */
  z.object({ kind: z.literal('dynamic'), device: z.string().optional(), family: Family, ...Place }),
  /** The default gateway by an interface. */
  z.object({ kind: z.literal('gateway'), device: z.string().optional(), address: z.string(), ...Place }),
  z.object({
    kind: z.literal('route'),
    device: z.string().optional(),
    family: Family,
    /** CIDR. */
    destination: z.string(),
    gateway: z.string().optional(),
    /** As written: a number or a name; absent = main. */
    table: z.string().optional(),
    metric: z.number().optional(),
    prefsrc: z.string().optional(),
    ...Place,
  }),
  z.object({
    kind: z.literal('rule'),
    device: z.string().optional(),
    family: Family,
    preference: z.number().optional(),
    /** CIDR. */
    from: z.string().optional(),
    to: z.string().optional(),
    iif: z.string().optional(),
    oif: z.string().optional(),
    mark: z.number().optional(),
    /** As written; absent where it does something else than look a table up. */
    table: z.string().optional(),
    ...Place,
  }),
  /** An address that moves between routers (VRRP). */
  z.object({
    kind: z.literal('virtual-address'),
    device: z.string().optional(),
    family: Family,
    local: z.string(),
    prefixLength: z.number().optional(),
    /** Name and number of the virtual router. */
    instance: z.string(),
    router: z.number().optional(),
    /** How it starts. */
    state: z.enum(['master', 'backup']).optional(),
    priority: z.number().optional(),
    ...Place,
  }),
  /** An interface that belongs to a bridge, bond or VRF. */
  z.object({
    kind: z.literal('member'),
    device: z.string(),
    master: z.string(),
    masterKind: z.enum(['bridge', 'bond', 'vrf']),
    ...Place,
  }),
  /** The table of a VRF. */
  z.object({ kind: z.literal('vrf'), device: z.string(), table: z.string(), ...Place }),
  /** A kernel setting, by its key as in `HostState.sysctls`; a pattern (`net.ipv4.conf.*.rp_filter`) as written. */
  z.object({ kind: z.literal('sysctl'), key: z.string(), value: z.string(), ...Place }),
  /** A line, or a file by its name, that speaks of an interface; what it says of it is not read. */
  z.object({ kind: z.literal('mention'), device: z.string(), ...Place }),
  /** An interface that is not to be started with the host (`ONBOOT=no`). */
  z.object({ kind: z.literal('manual-start'), device: z.string(), ...Place }),
]);
export type Intent = z.infer<typeof Intent>;
