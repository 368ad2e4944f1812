import type { FilterTable } from '../../analyzer/model/index.ts';
import { firewalldTable, type ReversePathSetting } from './firewalld.ts';
import { type Jail, jailTable } from './jails.ts';
import { type UfwStatus, ufwTable } from './ufw.ts';
import { newZone, type Zone } from './zones.ts';

/**
 * What programs that write packet filters say of them, and tables of other programs than nft and iptables. Where the rules
 * themselves are listed as well, those count.
 */
export class ProgramRules {
  private readonly zones = new Map<string, Zone>();
  private readonly jails = new Map<string, Jail>();
  private readonly bridge: FilterTable[] = [];
  private ufw: UfwStatus | undefined;
  /** What firewalld's own configuration says of its check of the way back. */
  private reversePath: ReversePathSetting | undefined;
  private isFirewalldStopped = false;
  /** How often something was told; 0: nothing is known. */
  told = 0;

  addZones(zones: readonly Zone[]): void {
    this.told += 1;
    for (const zone of zones) this.zones.set(zone.name, joined(this.zones.get(zone.name), zone));
  }

  /** Firewalld's `IPv6_rpfilter`. */
  addReversePath(setting: ReversePathSetting): void {
    this.told += 1;
    this.reversePath = setting;
  }

  /** Firewalld was shown not to run. */
  addStoppedFirewalld(): void {
    this.told += 1;
    this.isFirewalldStopped = true;
  }

  addUfw(status: UfwStatus): void {
    this.told += 1;
    // A later `ufw status` without `verbose` shows the policy no more.
    const incoming = status.incoming ?? this.ufw?.incoming;
    this.ufw = { ...status, ...(incoming === undefined ? {} : { incoming }) };
  }

  addJails(jails: readonly Jail[]): void {
    this.told += 1;
    for (const jail of jails) this.jails.set(jail.name, jail);
  }

  addBridgeTable(table: FilterTable): void {
    this.told += 1;
    this.bridge.push(table);
  }

  /** The tables of all of them, without those whose own rules are among the `listed`. */
  tables(listed: readonly FilterTable[]): FilterTable[] {
    const written = (names: RegExp) =>
      listed.some((table) => names.test(table.name) || table.chains.some(({ name }) => names.test(name)));
    const zones = [...this.zones.values()];
    const isKnown = zones.length > 0 || (this.reversePath !== undefined && !this.isFirewalldStopped);
    return [
      ...(isKnown && !written(/^firewalld$|_ZONES$/) ? [firewalldTable(zones, this.reversePath)] : []),
      ...(this.ufw?.active && !written(/^ufw6?-/) ? [ufwTable(this.ufw)] : []),
      ...(written(/^f2b-/) ? [] : [...this.jails.values()].map(jailTable)),
      ...this.bridge,
    ];
  }
}

/** What is known of a zone by all that was printed of it; its stored configuration counts where the other was not shown. */
function joined(known: Zone | undefined, zone: Zone): Zone {
  if (!known) return zone;
  if (zone.permanent && known.listed && !known.permanent) return known;
  const settings = zone.listed ? zone : known.listed ? known : newZone(zone.name, false);
  const united = (key: 'interfaces' | 'sources') => [...new Set([...known[key], ...zone[key]])];
  return { ...settings, interfaces: united('interfaces'), sources: united('sources') };
}
