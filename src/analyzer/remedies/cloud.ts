import type { HostState } from '../model/index.ts';

/** A cloud that DMI proves, what its anti-spoofing is called there, and where its gateway stands in a subnet. */
export type Cloud = {
  name: string;
  antiSpoofing: string;
};

const CLOUDS: readonly { test: (dmi: Record<string, string>) => boolean; cloud: Cloud }[] = [
  {
    test: (dmi) => has(dmi, /^IBM:Cloud|ibmcloud/i),
    cloud: { name: 'IBM Cloud VPC', antiSpoofing: 'allow_ip_spoofing of the interface (needs an IAM role)' },
  },
  {
    test: (dmi) => has(dmi, /Amazon EC2/i) || /^ec2/i.test(dmi.product_uuid ?? ''),
    cloud: { name: 'AWS', antiSpoofing: 'the source/destination check of the network interface' },
  },
  {
    test: (dmi) => dmi.chassis_asset_tag === '7783-7084-3265-9085-8269-3286-77',
    cloud: { name: 'Azure', antiSpoofing: 'IP forwarding of the network interface' },
  },
  {
    test: (dmi) => has(dmi, /Google Compute Engine/i) || dmi.sys_vendor === 'Google',
    cloud: { name: 'Google Cloud', antiSpoofing: 'can_ip_forward of the instance' },
  },
  {
    test: (dmi) => dmi.chassis_asset_tag === 'OracleCloud.com',
    cloud: { name: 'Oracle Cloud', antiSpoofing: "the VNIC's source/destination check" },
  },
];

/** The cloud that the DMI strings prove; undefined where they prove none. */
export function cloudOf(state: HostState): Cloud | undefined {
  const { dmi } = state;
  return dmi ? CLOUDS.find(({ test }) => test(dmi))?.cloud : undefined;
}

function has(dmi: Record<string, string>, pattern: RegExp): boolean {
  return Object.values(dmi).some((value) => pattern.test(value));
}
