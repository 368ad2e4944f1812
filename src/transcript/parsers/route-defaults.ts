/** What the asking command said, and the listing therefore leaves out of its lines. */
export type RouteDefaults = {
  /** Family where the line's own addresses do not tell it. */
  family: 4 | 6;
  /** `ip route show table 100` prints no `table 100`. */
  table: string;
  /** `ip route show dev eth1` prints no `dev eth1`. */
  dev?: string;
  protocol?: string;
  gateway?: string;
  scope?: string;
  type?: string;
};
