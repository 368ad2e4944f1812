import { describe, expect, it } from 'vitest';
import type { Packet, ProbeReport } from '../../src/analyzer/model/index.ts';
import { emptyObservation } from '../../src/analyzer/model/index.ts';
import { sizeLimit } from '../../src/analyzer/seen/size-limit.ts';
import { stuckTransfer } from '../../src/analyzer/seen/stuck-transfer.ts';

const ping = (size: number, sent: number, received: number, error?: string): ProbeReport => ({
  to: '10.0.0.2',
  size,
  sent,
  received,
  errors: error === undefined ? [] : [error],
});

describe('which pings are answered', () => {
  it.each<[string, ProbeReport[], object | undefined]>([
    ['up to some size', [ping(56, 3, 3), ping(1472, 3, 0)], { passes: 56, lost: 1472 }],
    [
      'the closest sizes count',
      [ping(8972, 2, 0), ping(1472, 3, 3), ping(2000, 2, 0)],
      { passes: 1472, lost: 2000 },
    ],
    ['the first small one waits for ARP', [ping(56, 3, 2), ping(1472, 2, 0)], { passes: 56, lost: 1472 }],
    ['small ones are lost as well', [ping(56, 20, 11), ping(1472, 5, 0)], undefined],
    [
      'somebody says that it is too large',
      [ping(56, 3, 3), ping(1472, 2, 0, 'Frag needed and DF set (mtu = 1400)')],
      undefined,
    ],
    ['a single large one', [ping(56, 3, 3), ping(1472, 1, 0)], undefined],
    ['large ones pass', [ping(56, 3, 3), ping(1472, 3, 3)], undefined],
    ['none is answered', [ping(56, 3, 0), ping(1472, 3, 0)], undefined],
    ['larger than any link carries', [ping(56, 3, 3), ping(65000, 3, 0)], undefined],
  ])('%s', (_, probes, expected) => {
    if (expected === undefined) expect(sizeLimit(probes)).toBeUndefined();
    else expect(sizeLimit(probes)).toMatchObject(expected);
  });
});

const CLIENT = { source: '10.0.0.9', destination: '10.0.0.2', sourcePort: 40000, destinationPort: 443 };
const SERVER = { source: '10.0.0.2', destination: '10.0.0.9', sourcePort: 443, destinationPort: 40000 };
let clock = 0;
const segment = (ends: typeof CLIENT, kind: string, numbers: Partial<Packet>): Packet => ({
  protocol: 'tcp',
  line: '',
  time: clock++,
  kind,
  ...ends,
  ...numbers,
});
const handshake = [
  segment(CLIENT, 'S', { sequence: 9000 }),
  segment(SERVER, 'S.', { sequence: 70, acknowledges: 9001 }),
  segment(CLIENT, '.', { acknowledges: 1 }),
];
const hello = segment(CLIENT, 'P.', { sequence: 1, acknowledges: 1, payload: 300 });
const acknowledged = segment(SERVER, '.', { acknowledges: 301 });
const large = () => segment(SERVER, '.', { sequence: 1, acknowledges: 301, payload: 1448 });
const flow = { interface: 'eth0', to: '10.0.0.2', protocol: 'tcp', port: 443 } as const;
const stuckIn = (packets: Packet[]) =>
  stuckTransfer({ ...emptyObservation(), captures: [{ listening: true, packets }] }, flow);

describe('a transfer that stands still', () => {
  it('a full segment is sent again and again, and never acknowledged', () => {
    const packets = [...handshake, hello, acknowledged, large(), large(), large()];

    expect(stuckIn(packets)).toMatchObject({ how: 'resent', of: 'server', bytes: 1448, times: 3 });
  });

  it('none where it is acknowledged in the end', () => {
    const done = segment(CLIENT, '.', { acknowledges: 1449 });

    expect(stuckIn([...handshake, hello, acknowledged, large(), large(), large(), done])).toBeUndefined();
  });

  it('none where nothing at all gets through any more: the client repeats what was acknowledged', () => {
    const again = [large(), large(), large()].sort((one, other) => (one.time ?? 0) - (other.time ?? 0));

    expect(
      stuckIn([...handshake, { ...hello, time: 3 }, { ...hello, time: 3 }, acknowledged, ...again]),
    ).toBeUndefined();
  });

  it("the client's first bytes never arrive, though its later ones do", () => {
    const tail = () => segment(CLIENT, 'P.', { sequence: 1449, acknowledges: 1, payload: 279 });
    const waits = () => segment(SERVER, '.', { acknowledges: 1 });

    expect(stuckIn([...handshake, tail(), waits(), tail(), waits()])).toMatchObject({
      how: 'hole',
      of: 'client',
      bytes: 1448,
      passes: 279,
    });
  });

  it('none in a whole conversation', () => {
    const answered = segment(CLIENT, '.', { acknowledges: 1449 });

    expect(stuckIn([...handshake, hello, acknowledged, large(), answered])).toBeUndefined();
  });
});
