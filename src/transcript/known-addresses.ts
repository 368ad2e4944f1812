import type { Address, Scope } from '../analyzer/model/index.ts';
import { KeyedList } from './keyed-list.ts';

function keyOf(address: Address): string {
  return `${address.dev} ${address.local}/${address.prefixLength}`;
}

/** The addresses that were listed so far. */
export class KnownAddresses {
  private readonly list = new KeyedList<Address>(keyOf);
  private readonly devices = new Set<string>();

  get items(): Address[] {
    return this.list.items;
  }

  /** Adds addresses; a listing that reaches an interface replaces what was known of it. `brief`: it tells no flags. */
  add(addresses: readonly Address[], scopes: readonly Scope[], brief: boolean): void {
    // What a brief listing leaves out is taken from an earlier full one.
    const full = addresses.map((address) => {
      const known = this.list.get(keyOf(address));
      const flags = address.flags.length > 0 || !brief ? address.flags : (known?.flags ?? []);
      return { ...known, ...address, flags };
    });
    const replacing = scopes.filter(
      ({ endUnseen, device }) => endUnseen !== true && (device === undefined || this.devices.has(device)),
    );
    if (replacing.length > 0)
      this.list.keep((address) => !replacing.some((scope) => reaches(scope, address)));
    for (const address of full) {
      this.devices.add(address.dev);
      this.list.set(address);
    }
  }

  /** Keeps those that fit. */
  keep(fits: (address: Address) => boolean): void {
    this.list.keep(fits);
  }
}

function reaches({ family, device }: Scope, address: Address): boolean {
  return (family ?? address.family) === address.family && (device ?? address.dev) === address.dev;
}
