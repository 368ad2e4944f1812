/** A host to build in a namespace and the questions to put to it: plain lines, so that shrinking is leaving lines out. */
export interface Configuration {
  /** `ip` command lines without a family; addresses tell it. */
  links: string[];
  /** `FILE VALUE` below /proc/sys/net. */
  sysctls: string[];
  /** `ip -4` lines: addresses, routes, rules. */
  setup4: string[];
  /** `ip -6` lines. */
  setup6: string[];
  /** `ip` lines that come last: link states, neighbours. */
  late: string[];
  /** Arguments of `ip route get`. */
  queries: string[];
}
