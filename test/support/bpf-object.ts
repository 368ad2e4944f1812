/** Where a BPF program stands: XDP before everything, or a tc filter with direct action. */
type Hook = 'xdp' | 'tc';

/** Offsets of the pointers to a packet's first byte and behind its last one: `struct xdp_md`, `struct __sk_buff` (linux/bpf.h). */
const POINTERS = { xdp: { data: 0, end: 4 }, tc: { data: 76, end: 80 } } as const;
/** Verdicts: XDP_DROP and XDP_PASS, TC_ACT_SHOT and TC_ACT_OK. */
const VERDICTS = { xdp: { drop: 1, pass: 2 }, tc: { drop: 2, pass: 0 } } as const;

const ICMP = 1;
const IPV4_ETHERTYPE = 0x0800;

/** An instruction of eBPF (RFC 9669): opcode, destination and source registers, offset, immediate value. */
function instruction(
  opcode: number,
  {
    to = 0,
    from = 0,
    offset = 0,
    value = 0,
  }: { to?: number; from?: number; offset?: number; value?: number },
): Buffer {
  const bytes = Buffer.alloc(8);
  bytes[0] = opcode;
  bytes[1] = (from << 4) | to;
  bytes.writeInt16LE(offset, 2);
  bytes.writeInt32LE(value, 4);
  return bytes;
}

const RETURN = instruction(0x95, {});
const returns = (value: number) => [instruction(0xb7, { to: 0, value }), RETURN];

/** Drops ICMP of IPv4, and lets everything else pass, ARP among it. */
function dropsIcmp(hook: Hook): Buffer[] {
  const { data, end } = POINTERS[hook];
  const { drop, pass } = VERDICTS[hook];
  const ethertype = ((IPV4_ETHERTYPE & 0xff) << 8) | (IPV4_ETHERTYPE >> 8);
  return [
    instruction(0x61, { to: 2, from: 1, offset: data }),
    instruction(0x61, { to: 3, from: 1, offset: end }),
    instruction(0xbf, { to: 4, from: 2 }),
    instruction(0x07, { to: 4, value: 34 }),
    // Too short for an IPv4 header.
    instruction(0x2d, { to: 4, from: 3, offset: 6 }),
    instruction(0x69, { to: 5, from: 2, offset: 12 }),
    instruction(0x55, { to: 5, value: ethertype, offset: 4 }),
    instruction(0x71, { to: 5, from: 2, offset: 23 }),
    instruction(0x55, { to: 5, value: ICMP, offset: 2 }),
    ...returns(drop),
    ...returns(pass),
  ];
}

type Section = {
  name: string;
  type: number;
  flags: number;
  bytes: Buffer;
  link?: number;
  info?: number;
  align: number;
  entry?: number;
};

/** A relocatable object of one program, as a compiler would leave it and `ip` and `tc` load it: no compiler is needed for that. */
function objectFile(section: string, program: Buffer): Buffer {
  const names = Buffer.from(`\0${['program', section, 'license', '.symtab', '.strtab'].join('\0')}\0`);
  const nameAt = (name: string) => names.indexOf(`\0${name}\0`) + 1;
  const symbols = Buffer.alloc(48);
  symbols.writeUInt32LE(nameAt('program'), 24);
  // A global function in the first section.
  symbols[28] = 0x12;
  symbols.writeUInt16LE(1, 30);
  symbols.writeBigUInt64LE(BigInt(program.length), 40);
  const sections: Section[] = [
    { name: section, type: 1, flags: 6, bytes: program, align: 8 },
    { name: 'license', type: 1, flags: 3, bytes: Buffer.from('GPL\0'), align: 1 },
    { name: '.symtab', type: 2, flags: 0, bytes: symbols, link: 4, info: 1, align: 8, entry: 24 },
    { name: '.strtab', type: 3, flags: 0, bytes: names, align: 1 },
  ];
  return assembled(sections, nameAt);
}

/** ELF, 64 bits, little endian, for the BPF machine: header, the sections' bytes, their headers. */
function assembled(sections: readonly Section[], nameAt: (name: string) => number): Buffer {
  const HEADER = 64;
  const padded = sections.map(({ bytes }) =>
    Buffer.concat([bytes, Buffer.alloc((8 - (bytes.length % 8)) % 8)]),
  );
  const headers = [Buffer.alloc(HEADER)];
  let at = HEADER;
  for (const [
    index,
    { name, type, flags, bytes, link = 0, info = 0, align, entry = 0 },
  ] of sections.entries()) {
    const header = Buffer.alloc(HEADER);
    header.writeUInt32LE(nameAt(name), 0);
    header.writeUInt32LE(type, 4);
    header.writeBigUInt64LE(BigInt(flags), 8);
    header.writeBigUInt64LE(BigInt(at), 24);
    header.writeBigUInt64LE(BigInt(bytes.length), 32);
    header.writeUInt32LE(link, 40);
    header.writeUInt32LE(info, 44);
    header.writeBigUInt64LE(BigInt(align), 48);
    header.writeBigUInt64LE(BigInt(entry), 56);
    headers.push(header);
    at += padded[index]?.length ?? 0;
  }
  const file = Buffer.alloc(HEADER);
  file.write('\x7fELF\x02\x01\x01', 'latin1');
  file.writeUInt16LE(1, 16);
  file.writeUInt16LE(247, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BigInt(at), 40);
  file.writeUInt16LE(HEADER, 52);
  file.writeUInt16LE(HEADER, 58);
  file.writeUInt16LE(headers.length, 60);
  file.writeUInt16LE(sections.length, 62);
  return Buffer.concat([file, ...padded, ...headers]);
}

/** A line of shell that writes an object whose section `hook` drops pings, and everything else passes, to `path`. */
export function writesIcmpDrop(hook: Hook, path: string): string {
  const object = objectFile(hook, Buffer.concat(dropsIcmp(hook)));
  return `echo ${object.toString('base64')} | base64 -d >${path}`;
}
