import type { Address, Link, Route, Rule } from './host-state.ts';

/*
 * What somebody plans to do to a host, as typed by hand or written into a configuration: read from text, never run. It is wider than
 * `Change`, the closed grammar of what a plan of ours may do.
 */

/** How far a change that is not understood may reach; each limit left out means everything. */
export type PlannedReach = { family?: 4 | 6; device?: string };

/** What an owner of interfaces would have on one of them, of one family. */
export type WantedFamily = {
  /** `dynamic`: by DHCP or router advertisements, beside what is static; `unset`: nothing is said, so it stays as it is. */
  method: 'static' | 'dynamic' | 'disabled' | 'unset';
  addresses: readonly Address[];
  /** Routes and rules that it declares, with their device. */
  routes: readonly Route[];
  /** A preference below zero is left to the kernel. */
  rules: readonly Rule[];
  /** What becomes of the lease's own routes. */
  lease?: { useRoutes?: boolean; metric?: number };
};

/** The whole of what an owner's configuration says of an interface. */
export type WantedInterface = {
  dev: string;
  owner: 'netplan' | 'NetworkManager';
  4: WantedFamily;
  6: WantedFamily;
  mtu?: number;
  /** Of one that the configuration makes: what it is, and the interfaces that it is made of (of a VLAN the one below it). */
  made?: { kind: 'bridge' | 'bond' | 'vlan'; of: readonly string[] };
};

/** One setting of a NetworkManager profile (nm-settings-nmcli(5)). */
export type ProfileSetting = { property: string; how: 'set' | 'add' | 'remove'; value: string };

/** One typed change of a host's state. */
export type PlannedChange =
  | { kind: 'address-add'; address: Address; verb: 'add' | 'replace' | 'change' }
  | { kind: 'address-delete'; dev: string; family: 4 | 6; local: string; prefixLength?: number }
  | { kind: 'address-flush'; dev: string; families: readonly (4 | 6)[] }
  /** `master`: null takes it out of the one that it belongs to. */
  | { kind: 'link-set'; dev: string; up?: boolean; master?: string | null; mtu?: number }
  | { kind: 'link-add'; link: Link }
  | { kind: 'link-delete'; dev: string }
  | {
      kind: 'route';
      verb: 'add' | 'append' | 'prepend' | 'replace' | 'change' | 'delete';
      /** As typed: what is left out is not there. */
      route: Route;
      /** VRF in whose table it belongs, where that was named instead of one. */
      vrf?: string;
    }
  | {
      kind: 'route-flush';
      family: 4 | 6;
      table: string;
      device?: string;
      protocol?: string;
      destination?: string;
    }
  /** `given`: its preference was typed. */
  | { kind: 'rule'; verb: 'add' | 'delete'; rule: Rule; given: boolean }
  | { kind: 'rule-flush'; family: 4 | 6 }
  | { kind: 'sysctl'; key: string; value: string }
  /** A name for a table (rt_tables). */
  | { kind: 'table-name'; name: string; table: string }
  | { kind: 'configure'; wanted: WantedInterface }
  /** Settings of a profile, by its name or that of its device: of a device they are made at once, of a profile once it is activated. */
  | { kind: 'profile'; name: string; of: 'connection' | 'device'; settings: readonly ProfileSetting[] }
  | { kind: 'activate' | 'deactivate'; name: string; of: 'connection' | 'device' }
  /** What is written for later, and changes nothing until it is applied. */
  | { kind: 'kept-for-later'; subject: string }
  /** Run on another host or in another namespace, as far as its name tells. */
  | { kind: 'elsewhere'; host: string }
  /** For an interface that the host does not have. */
  | { kind: 'for-nobody' }
  /** A value that the owner's program does not take, so that it makes nothing of the file. */
  | { kind: 'refused' }
  | { kind: 'not-understood'; reach: PlannedReach };

/** How a line hangs on the one before: `success` as after `&&`, `failure` as after `||`. */
export type PlannedCondition = 'always' | 'success' | 'failure';

/** One change with the line (from 1) and the words that it came from. */
export type PlannedLine = { line: number; text: string; change: PlannedChange; when: PlannedCondition };

/** What a planned text holds: its form, its changes in their order, and whether the first failure ends it (`set -e`, `ip -batch`). */
export type PlannedText = {
  form: 'shell' | 'ip-batch' | 'nmcli' | 'netplan';
  lines: readonly PlannedLine[];
  stopsAtFailure: boolean;
  assumed: readonly PlannedAssumption[];
};

/** Errors that the kernel answers a change with (errno(3)); `INVALID`: netplan does not take the value. */
export type ChangeError =
  | 'EEXIST'
  | 'ESRCH'
  | 'ENOENT'
  | 'ENODEV'
  | 'ENETUNREACH'
  | 'EHOSTUNREACH'
  | 'ENETDOWN'
  | 'EINVAL'
  | 'EADDRNOTAVAIL'
  | 'EPERM'
  | 'INVALID';

/** What becomes of a line. */
export type LineOutcome =
  | { kind: 'made' }
  /** The host is so already. */
  | { kind: 'nothing' }
  | { kind: 'fails'; error: ChangeError }
  /** A line before it failed (or did not). */
  | { kind: 'not-run' }
  /** What it does hangs on something that was not shown, or is not understood. */
  | { kind: 'open'; reach: PlannedReach };

/** What is taken for granted about a change. */
export type PlannedAssumption =
  | { about: 'carrier'; device: string }
  | { about: 'new-interface'; device: string }
  | { about: 'lease-kept'; device: string }
  | { about: 'owner-reacts'; device: string; owner: string }
  | { about: 'foreign-removed'; device: string; known: boolean }
  /** Somebody on the interface's link has the address, though nothing shows it. */
  | { about: 'next-hop'; device: string; address: string }
  | { about: 'applied'; form: 'netplan' | 'nmcli' };
