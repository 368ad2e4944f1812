import { describe, expect, it } from 'vitest';
import { asOwnerWrites } from './state.ts';

const OURS =
  '1001:\tfrom 172.16.5.4 lookup 1001\ndefault via 172.16.5.1 dev eth1 table 1001 proto 176 \n1 2 /etc/a';
const OWNERS =
  '1001:\tfrom 172.16.5.4 lookup 1001 proto static\ndefault via 172.16.5.1 dev eth1 table 1001 proto 176 onlink \n1 2 /etc/a\n3 4 /etc/b';

describe('a state, as the owner of the interface writes it', () => {
  it.each([
    ['the owner made all of it', OWNERS],
    ['the owner took the route over', OWNERS.replace(' onlink', '')],
    ['the owner took the rule over', OWNERS.replace(' proto static', '')],
  ])('is what was to be kept where %s', (_, state) => {
    expect(asOwnerWrites(state, OURS, OWNERS)).toBe(OWNERS);
  });

  it.each([
    ['the rule has another protocol', OWNERS.replace('proto static', 'proto ra')],
    ['the rule leads elsewhere', OWNERS.replace('lookup 1001', 'lookup 1002')],
    ['the rule is there twice', `1001:\tfrom 172.16.5.4 lookup 1001\n${OWNERS}`],
    ['a route is gone', OWNERS.replace(/^default.*\n/m, '')],
    ['a route has another gateway', OWNERS.replace('172.16.5.1', '172.16.5.9')],
    ['its file is not there', OURS],
  ])('is not what was to be kept where %s', (_, state) => {
    expect(asOwnerWrites(state, OURS, OWNERS)).not.toBe(OWNERS);
  });
});
