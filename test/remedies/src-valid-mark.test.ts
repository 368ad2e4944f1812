import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/library.ts';
import { recorded, withState } from '../analyzer/recorded.ts';

const MARKED = 'strict-connmark-without-src-valid-mark';
const OWN = 'net.ipv4.conf.eth1.src_valid_mark';

function remedyOf(asked: ReturnType<typeof recorded>) {
  return diagnose(asked).remedies.find(({ id }) => id === 'src-valid-mark');
}

describe('src-valid-mark', () => {
  test('lets the check of the source go by the mark by which the answers go', () => {
    const remedy = remedyOf(recorded(MARKED));

    expect(remedy).toMatchObject({ recommended: false, outcome: 'repairs' });
    expect(remedy?.plan?.steps.map((step) => [step.do.join(' '), step.undo.join(' ')])).toEqual([
      [`sysctl -w ${OWN}=1`, `sysctl -w ${OWN}=0`],
    ]);
    expect(remedy?.plan?.restsOn).toEqual({ [OWN]: '0', 'net.ipv4.conf.all.src_valid_mark': '0' });
  });

  test('has no plan where the setting was not shown', () => {
    const unseen = withState(recorded(MARKED), ({ sysctls = {} }) => ({
      sysctls: Object.fromEntries(Object.entries(sysctls).filter(([key]) => key !== OWN)),
    }));

    expect(remedyOf(unseen)?.plan).toBeUndefined();
  });

  test('is not named where no mark routes the answers', () => {
    expect(remedyOf(recorded('strict-seed'))).toBeUndefined();
  });
});
