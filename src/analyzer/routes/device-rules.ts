import { isOlder } from './kernel-release.ts';

/**
 * Whether the device that a rule names as `iif` or `oif` is the flow's; `undefined` where that is not known. `vrf`: the VRF that the flow
 * belongs to.
 */
export type DeviceComparison = (
  name: string,
  dev: string | undefined,
  vrf: string | undefined,
) => boolean | undefined;

/**
 * How a kernel compares devices of rules where VRFs are. 6.1 and 6.12 compare the device itself, so that the name of a VRF means only
 * what arrives on the VRF device (measured). Kernels before 5.19 put the VRF in the place of its member, those after 6.12 take the
 * name of a VRF for all its members; neither was measured, and where it matters the answer stays open.
 */
export function deviceComparison(release: string | undefined): DeviceComparison {
  const replaced = isOlder(release, 5, 19);
  const measured = !replaced && isOlder(release, 6, 13);
  return (name, dev, vrf) => {
    const same = name === dev;
    if (vrf === undefined || vrf === dev || measured) return same;
    return name === vrf || (same && replaced) ? undefined : same;
  };
}
