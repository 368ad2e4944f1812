import { isAddress, plainAddress } from './forms/addresses.ts';

/** `nas.lan (192.168.5.80)` and `nas [192.168.5.80]`, as ping, traceroute, curl, ssh and arp print them. */
const PAIR = /([A-Za-z0-9_][\w.-]{0,252}) [([]([0-9a-f:.]{2,45})[)\]]/gi;

/** Hosts' names and their addresses, as far as a paste tells them. */
export class Names {
  private readonly addresses = new Map<string, string | undefined>();

  /** A name that stands for two addresses tells neither. */
  add(name: string, address: string): void {
    const key = name.toLowerCase().replace(/\.$/, '');
    if (isAddress(key) || !isAddress(plainAddress(address))) return;
    const known = this.addresses.get(key);
    if (this.addresses.has(key) && known !== plainAddress(address)) this.addresses.set(key, undefined);
    else this.addresses.set(key, plainAddress(address));
  }

  /** Names beside their addresses anywhere in the lines of an output. */
  addFrom(lines: readonly string[]): void {
    for (const line of lines) {
      if (!line.includes(' (') && !line.includes(' [')) continue;
      for (const [, name = '', address = ''] of line.slice(0, 400).matchAll(PAIR)) this.add(name, address);
    }
  }

  addressOf(name: string): string | undefined {
    return this.addresses.get(name.toLowerCase().replace(/\.$/, ''));
  }
}
