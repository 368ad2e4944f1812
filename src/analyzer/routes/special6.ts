const MULTICAST_FIRST = 0xffn << 120n;
const LINK_LOCAL_FIRST = 0xfe80n << 112n;
const LINK_LOCAL_LAST = LINK_LOCAL_FIRST | ((1n << 118n) - 1n);

/** Multicast, ff00::/8. */
export function isMulticast6(value: bigint): boolean {
  return value >= MULTICAST_FIRST;
}

/** Link-local unicast, fe80::/10. */
export function isLinkLocal6(value: bigint): boolean {
  return value >= LINK_LOCAL_FIRST && value <= LINK_LOCAL_LAST;
}

/** Multicast and link-local destinations. */
export function isLinkScope(value: bigint): boolean {
  return isMulticast6(value) || isLinkLocal6(value);
}
