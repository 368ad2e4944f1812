import { describe, expect, it } from 'vitest';
import type { OracleAnswer } from '../../src/analyzer/model/index.ts';
import { diagnose } from '../../src/library.ts';
import { recorded, withObservation, withRises, withState } from './recorded.ts';

const strict = () => recorded('strict-seed');

describe('what was seen against what the state says', () => {
  it('strict by the state, and the reverse path counter did not rise', () => {
    const { cause, certainty, explanation } = diagnose(withRises(strict(), {}));

    expect({ cause, certainty }).toEqual({ cause: 'inconclusive', certainty: 'open' });
    expect(explanation).toContain('IPReversePathFilter did not rise');
  });

  it('strict by the state, and ICMP took and answered as many as were sent', () => {
    const asked = withRises(strict(), { 'Icmp.InEchos': 3, 'Icmp.OutEchoReps': 3 });

    expect(diagnose(asked).cause).toBe('inconclusive');
  });

  it('counters that rose for others too are unknown, and the packets decide', () => {
    const asked = withRises(strict(), {
      'TcpExt.IPReversePathFilter': 250,
      'Icmp.InEchos': 40,
      'Icmp.OutEchoReps': 40,
    });

    const { cause, certainty, witnesses } = diagnose(asked);

    expect({ cause, certainty }).toEqual({ cause: 'strict-rp-filter', certainty: 'proven' });
    expect(witnesses.counters.says).toBe('unknown');
  });

  it('no packet, no counter, and the kernel says other than the model', () => {
    const inward: OracleAnswer = {
      command: 'ip route get 172.16.5.4 from 172.16.0.4 iif eth1',
      to: '172.16.5.4',
      from: '172.16.0.4',
      iif: 'eth1',
      answer: { kind: 'route', type: 'local', dev: 'lo' },
    };
    const { peer: _, ...asked } = withObservation(strict(), { captures: [], counters: [], oracle: [inward] });

    const { cause, explanation } = diagnose({ ...asked, probeExpected: false });

    expect(cause).toBe('inconclusive');
    expect(explanation).toContain('the kernel would accept it');
  });

  it('an answer was seen, and the state says that there can be none', () => {
    const heard = recorded('asymmetric-spoofing-dropped-loose');
    const asked = withState(heard, (state) => ({
      sysctls: { ...state.sysctls, 'net.ipv4.conf.all.rp_filter': '1', 'net.ipv4.conf.eth1.rp_filter': '1' },
    }));

    expect(diagnose(asked).cause).toBe('inconclusive');
  });

  it('the sender got answers, and this host saw and counted nothing: somebody else answers', () => {
    const heard = recorded('healthy-eth0');
    const captures = heard.observation.captures.map((capture) => ({ ...capture, packets: [] }));
    const asked = withRises(withObservation(heard, { captures }), {});

    const { cause, explanation } = diagnose(asked);

    expect(cause).toBe('inconclusive');
    expect(explanation).toContain('another machine has that address');
  });

  it('a capture that was cut proves no absence', () => {
    const heard = recorded('not-arriving-behind-acl');
    const captures = heard.observation.captures.map((capture) => ({ ...capture, incomplete: true }));

    expect(diagnose(withObservation(heard, { captures })).cause).toBe('inconclusive');
  });
});

describe('whose packets they are', () => {
  it("requests of another host to the same address are not the sender's", () => {
    const { cause, flow } = diagnose(recorded('not-arriving-while-others-ping'));

    expect({ cause, from: flow.from }).toEqual({ cause: 'request-not-arriving', from: '172.16.0.4' });
  });

  it('a source that was translated on the way is told by the id of the ping', () => {
    const { flow, remarks } = diagnose(recorded('translated-source-strict'));

    expect(flow.from).toBe('172.16.4.77');
    expect(remarks.join()).toContain('arrived as 172.16.4.77, not as 172.16.0.4');
  });

  it("so it is where the sender's address is known from its own capture alone", () => {
    const { flow, ...asked } = recorded('translated-source-strict');
    const { from: _, ...unnamed } = flow;

    const { remarks } = diagnose({ ...asked, flow: unnamed });

    expect(remarks.join()).toContain('arrived as 172.16.4.77, not as 172.16.0.4');
  });

  it("without the sender's capture, strangers in another number leave it open where the ping has no id of its own", () => {
    const { peer, ...asked } = recorded('not-arriving-while-others-ping');
    const probes = peer?.probes.map(({ icmpId: _, ...probe }) => probe) ?? [];

    const { cause, explanation } = diagnose({
      ...asked,
      ...(peer ? { peer: { ...peer, captures: [], probes } } : {}),
    });

    expect(cause).toBe('inconclusive');
    expect(explanation).toContain('translated on the path');
  });
});
