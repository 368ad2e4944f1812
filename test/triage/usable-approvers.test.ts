import { expect, test } from 'vitest';
import { canBeReached, usableApprovers } from '../../src/triage/index.ts';

const asker = 'slack:U0ASKER' as const;
const rules = { selfApproval: false, minimum: 1, terminal: false, hostVerified: false, breakGlass: false };

/** Whether that many could ever approve; `members`: who is in the group, undefined where that is not known. */
async function reached(
  more: Partial<typeof rules>,
  approvers: string[],
  members: `slack:${string}`[] | undefined,
): Promise<boolean> {
  const directory = { groupMembers: async () => members };
  const all = { ...rules, ...more };
  return canBeReached(all, await usableApprovers({ ...all, approvers }, [asker], directory));
}

test.each([
  ['a group of others', {}, ['S0OPS'], ['slack:U0ONE'], true],
  ['a group of the asker alone', {}, ['S0OPS'], [asker], false],
  ['the asker, who may skip the waiting', { breakGlass: true, minimum: 3 }, ['S0OPS'], [asker], true],
  ['an empty group, though the waiting may be skipped', { breakGlass: true }, ['S0OPS'], [], false],
  ['a group that cannot be read', { breakGlass: true }, ['S0OPS'], undefined, false],
  ['one who is named beside an empty group', { breakGlass: true, minimum: 2 }, ['S0OPS', 'U0ONE'], [], true],
] as const)('%s', async (_, more, approvers, members, expected) => {
  expect(await reached(more, [...approvers], members && [...members])).toBe(expected);
});
