import { isInterfaceName } from '../../config/index.ts';

/** An interface that a word names; `sure` is false for what only looks like a slip of one. */
export type NamedInterface = { name: string; sure: boolean };

/**
 * Names as the kernel, systemd (systemd.net-naming-scheme(7)), hypervisors, container engines and VPNs give them: a family
 * and a number, or a place on the bus.
 */
const PREDICTABLE = /^(?:en|wl|ww|ib|sl)[bcdopsvaxP]\d[0-9a-z]*$/i;
const NUMBERED =
  /^(?:eth|em|bond|team|br|bridge|vmbr|virbr|vnet|veth|fw(?:br|pr|ln)|docker|podman|wlan|ath|ra|wwan|ib|ibp|tun|tap|utun|wg|vlan|vxlan|geneve|gre|gretap|erspan|sit|ipip|tunl|ip6tnl|ip6gre|vti|xfrm|ipsec|dummy|ifb|ppp|lan|wan|dmz|mgmt|usb|macvlan|macvtap|ipvlan|vrf|net|nebula|tailscale|zt|cni|lxcbr|lxdbr|swp|sfp|ge|xe|venet|hsn|ovs-br|priv|pub)\d{1,5}$/i;
const PORT_OF_CARD = /^p\d{1,3}p\d{1,3}(?:_\d+)?$/i;
const SUFFIXED = /^(?:flannel|vxlan|calico|vlan)\.[0-9a-z]+$/i;
const BRIDGE =
  /^(?:br|veth|cali|lxc|tap|qvo|qbr|qr|qg)-?[0-9a-f]{8,12}$|^br-(?:lan|wan|int|ex|tun|guest|mgmt)$/i;
const SHAPES = [PREDICTABLE, NUMBERED, PORT_OF_CARD, SUFFIXED, BRIDGE];

/** A VLAN's number, an alias's label (eth1:0) and the parent that `ip link` prints (eth1.100@eth1), behind the name. */
const BEHIND = /^(.+?)(\.\d{1,4})?(\.\d{1,4})?(:\d)?(@[A-Za-z0-9][A-Za-z0-9._-]*)?$/;

/** The interface that a word is the name of, as Linux writes such names; undefined for any other word. */
export function interfaceNamed(word: string): string | undefined {
  const behind = BEHIND.exec(word);
  const [, stem = '', ...suffixes] = behind ?? [];
  const parent = suffixes.at(-1)?.slice(1);
  if (parent !== undefined && !/^(?:if\d+|NONE)$/.test(parent) && interfaceNamed(parent) === undefined)
    return undefined;
  if (!SHAPES.some((shape) => shape.test(stem))) return undefined;
  // systemd writes a capital P for a PCI domain; everywhere else capitals are a person's.
  const lower = /^en[a-z0-9]*P/.test(stem) && stem !== stem.toUpperCase() ? stem : stem.toLowerCase();
  const name = `${lower}${suffixes.join('')}`;
  return isInterfaceName(name) ? name : undefined;
}

/** Families that are typed often enough for a slip in one to be known as such. */
const OFTEN = ['eth', 'ens', 'eno', 'enp', 'bond', 'wlan', 'vlan', 'team'];

/** The interface that a word is most likely a slip of: `eht1`, `eth-1`, `etho`, `ethl`. */
export function interfaceMeant(word: string): NamedInterface | undefined {
  const [, apart, number] = /^([A-Za-z]{2,6})[-_#](\d[0-9a-z.]*)$/.exec(word) ?? [];
  const joined = apart === undefined ? undefined : interfaceNamed(`${apart}${number}`);
  if (joined !== undefined) return { name: joined, sure: true };
  const [, letter] = /^eth-?([oli])$/i.exec(word) ?? [];
  if (letter !== undefined) return { name: /o/i.test(letter) ? 'eth0' : 'eth1', sure: false };
  const [, head, rest] = /^([A-Za-z]{2,5})[-_#]?(\d[0-9a-z.]*)$/.exec(word) ?? [];
  if (head === undefined || rest === undefined) return undefined;
  const family = OFTEN.find((each) => isOneSlip(head.toLowerCase(), each));
  const name = family === undefined ? undefined : interfaceNamed(`${family}${rest}`);
  return name === undefined ? undefined : { name, sure: false };
}

/** Families that people write apart from their number: "eth 1", "bond 0". */
export function isFamily(word: string): boolean {
  return /^(?:eth|ens|eno|enp|bond|wlan|wg|br|team|docker)$/i.test(word);
}

/** One letter left out, doubled, replaced, or two letters that changed places. */
function isOneSlip(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false;
  const same = [...other].findIndex((letter, index) => one[index] !== letter);
  const at = same < 0 ? other.length : same;
  const [mine, theirs] = [one.slice(at), other.slice(at)];
  return (
    mine.slice(1) === theirs.slice(1) ||
    mine.slice(1) === theirs ||
    mine === theirs.slice(1) ||
    (mine[0] === theirs[1] && mine[1] === theirs[0] && mine.slice(2) === theirs.slice(2))
  );
}
