import { ownValue } from '../forms/own.ts';
import { decimal, integer } from '../forms/text.ts';

/** A listing's TOS: `0x10`, decimal (BusyBox), or a name of rt_dsfield. */
export function tosOf(value: string): number | undefined {
  if (/^0x[0-9a-f]{1,2}$/i.test(value)) return integer(value);
  const plain = decimal(value);
  return plain !== undefined && plain <= 255 ? plain : ownValue(TOS_NAMES, value);
}

/** Names that iproute2 ships in rt_dsfield (of which `ip` shows the first form known for a value). */
const TOS_NAMES: Readonly<Record<string, number>> = {
  default: 0,
  lowdelay: 0x10,
  throughput: 0x08,
  reliability: 0x04,
  CS0: 0,
  CS1: 0x20,
  CS2: 0x40,
  CS3: 0x60,
  CS4: 0x80,
  CS5: 0xa0,
  CS6: 0xc0,
  CS7: 0xe0,
  AF11: 0x28,
  AF12: 0x30,
  AF13: 0x38,
  AF21: 0x48,
  AF22: 0x50,
  AF23: 0x58,
  AF31: 0x68,
  AF32: 0x70,
  AF33: 0x78,
  AF41: 0x88,
  AF42: 0x90,
  AF43: 0x98,
  EF: 0xb8,
};
