import { expect, test } from 'vitest';
import { diagnose } from '../../src/library.ts';
import { recorded, withState } from '../analyzer/recorded.ts';

const NAME = 'strict-seed';

function refusals(managers: string[], kubelets?: boolean): (string | undefined)[] {
  const asked = withState(recorded(NAME), () => ({ managers }));
  const { remedies } = diagnose(kubelets === undefined ? asked : { ...asked, kubelets });
  return remedies.map(({ refused }) => refused);
}

test('a host that runs a kubelet is not changed, unless the configuration allows it', () => {
  const kubelet = refusals(['kubelet']);

  expect(kubelet.length).toBeGreaterThan(0);
  for (const refused of kubelet) expect(refused).toContain('a kubelet runs there');
  expect(refusals(['kubelet'], true)).toEqual(kubelet.map(() => undefined));
  expect(refusals(['ostree'])).toEqual(kubelet.map(() => undefined));
});
