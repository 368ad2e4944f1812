import { describe, expect, it } from 'vitest';
import { Sighting } from '../../src/host/sighting.ts';

const TO = '172.16.5.4';
const PREFIX = '11:39:40.369766 eth1  In  ifindex 3 7e:09:a5:94:c7:c3 ethertype IPv4 (0x0800), length 104: ';
const OLD_PREFIX =
  '02:17:49.498516 00:00:0c:9f:f0:01 > 0a:1b:2c:3d:4e:5f, ethertype IPv4 (0x0800), length 98: ';

describe('a sighting of the flow in tcpdump lines', () => {
  it.each([PREFIX, OLD_PREFIX, '02:17:49.498516 IP '])(
    'sees request and answer of a ping after "%s"',
    (prefix) => {
      const sighting = new Sighting('icmp', undefined);

      expect(
        sighting.look(`${prefix}172.16.0.4 > ${TO}: ICMP echo request, id 205, seq 1, length 64`, TO),
      ).toBe('request');
      expect(
        sighting.look(`${prefix}${TO} > 172.16.0.4: ICMP echo reply, id 205, seq 1, length 64`, TO),
      ).toBe('reply');
      expect(sighting.requester).toBe('172.16.0.4');
    },
  );

  it('sees pings over IPv6', () => {
    const sighting = new Sighting('icmp', undefined);

    const seen = sighting.look(
      '11:39:40.3 IP6 fd00::1 > fd00::2: ICMP6, echo request, id 1, seq 1, length 64',
      'fd00::2',
    );

    expect(seen).toBe('request');
    expect(sighting.count({ source: 'fd00::1' })).toEqual({ asked: 1, answered: 0 });
  });

  it('sees the first packets of a TCP conversation', () => {
    const sighting = new Sighting('tcp', 80);

    expect(sighting.look(`${PREFIX}172.16.0.4.40522 > ${TO}.80: Flags [S], seq 1, length 0`, TO)).toBe(
      'request',
    );
    expect(sighting.look(`${PREFIX}${TO}.80 > 172.16.0.4.40522: Flags [S.], seq 1, length 0`, TO)).toBe(
      'reply',
    );
  });

  it('counts different requests of one sender, and those of them that were answered', () => {
    const sighting = new Sighting('icmp', undefined);
    const ask = (from: string, sequence: number) =>
      sighting.look(`${PREFIX}${from} > ${TO}: ICMP echo request, id 1, seq ${sequence}, length 64`, TO);
    for (const sequence of [1, 1, 2, 3]) ask('172.16.0.4', sequence);
    ask('172.16.0.9', 7);

    sighting.look(`${PREFIX}${TO} > 172.16.0.4: ICMP echo reply, id 1, seq 2, length 64`, TO);

    expect(sighting.count({ source: '172.16.0.4' })).toEqual({ asked: 3, answered: 1 });
    expect(sighting.count({ source: '172.16.0.9' })).toEqual({ asked: 1, answered: 0 });
  });

  it("tells the probe's packets from another ping of the same sender by their id", () => {
    const sighting = new Sighting('icmp', undefined);
    const line = (kind: string, id: number, sequence: number) =>
      kind === 'request'
        ? `${PREFIX}172.16.0.4 > ${TO}: ICMP echo request, id ${id}, seq ${sequence}, length 64`
        : `${PREFIX}${TO} > 172.16.0.4: ICMP echo reply, id ${id}, seq ${sequence}, length 64`;
    for (const sequence of [1, 2, 3]) sighting.look(line('request', 4711, sequence), TO);

    sighting.look(line('request', 99, 1), TO);
    sighting.look(line('reply', 99, 1), TO);

    expect(sighting.count({ exchanges: new Set([4711]) })).toEqual({ asked: 3, answered: 0 });
  });

  it('counts TCP connections by the port that they come from', () => {
    const sighting = new Sighting('tcp', 80);
    for (const _ of [1, 2])
      sighting.look(`${PREFIX}172.16.0.4.40522 > ${TO}.80: Flags [S], seq 1, length 0`, TO);

    sighting.look(`${PREFIX}${TO}.80 > 172.16.0.4.40523: Flags [S.], seq 1, length 0`, TO);

    expect(sighting.count({ exchanges: new Set([40522]) })).toEqual({ asked: 1, answered: 0 });
  });

  it('does not take other traffic for the flow', () => {
    const sighting = new Sighting('icmp', undefined);

    expect(
      sighting.look(`${PREFIX}172.16.0.4 > 172.16.6.4: ICMP echo request, id 1, seq 1`, TO),
    ).toBeUndefined();
    expect(
      sighting.look('11:39 ARP, Request who-has 172.16.5.4 tell 172.16.5.1, length 28', TO),
    ).toBeUndefined();
    expect(sighting.look(`${PREFIX}evil > ${TO}: ICMP echo request, id 1, seq 1`, TO)).toBeUndefined();
    expect(sighting.requester).toBeUndefined();
  });
});
