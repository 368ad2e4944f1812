import type { CloudId, HostState } from '../model/index.ts';

type Dmi = Record<string, string>;

/** How DMI proves each cloud. */
const CLOUDS: Record<CloudId, (dmi: Dmi) => boolean> = {
  ibm: (dmi) => has(dmi, /^IBM:Cloud|ibmcloud/i),
  aws: (dmi) => has(dmi, /Amazon EC2/i) || /^ec2/i.test(dmi.product_uuid ?? ''),
  azure: (dmi) => dmi.chassis_asset_tag === '7783-7084-3265-9085-8269-3286-77',
  gcp: (dmi) => has(dmi, /Google Compute Engine/i) || dmi.sys_vendor === 'Google',
  oci: (dmi) => dmi.chassis_asset_tag === 'OracleCloud.com',
};

/** The cloud that the DMI strings prove; undefined where they prove none. */
export function cloudOf({ dmi }: HostState): CloudId | undefined {
  return dmi && (Object.keys(CLOUDS) as CloudId[]).find((cloud) => CLOUDS[cloud](dmi));
}

function has(dmi: Dmi, pattern: RegExp): boolean {
  return Object.values(dmi).some((value) => pattern.test(value));
}
