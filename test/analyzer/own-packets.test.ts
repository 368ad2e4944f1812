import { describe, expect, it } from 'vitest';
import type { Capture, Observation, Packet, ProbeReport, Span } from '../../src/analyzer/model/index.ts';
import { emptyObservation } from '../../src/analyzer/model/index.ts';
import { diagnose } from '../../src/library.ts';
import { recorded } from './recorded.ts';

const SENDER = '172.16.0.4';
const TARGET = '172.16.5.4';
/** The probe's own id, and that of another ping between the same two. */
const [OURS, OTHER] = [4711, 99];

type Kind = 'echo-request' | 'echo-reply';

function echo(kind: Kind, id: number, sequence: number, seen: Partial<Packet> = {}): Packet {
  const [source, destination] = kind === 'echo-request' ? [SENDER, TARGET] : [TARGET, SENDER];
  const names = { icmpId: id, icmpSequence: sequence };
  return {
    protocol: 'icmp',
    kind,
    source,
    destination,
    ...names,
    line: `${kind} ${id} ${sequence}`,
    ...seen,
  };
}

function capture(packets: readonly Packet[], listened?: Span): Capture {
  const noted = listened === undefined ? {} : { listened };
  return { interface: 'any', listening: true, packets: [...packets], ...noted };
}

function ping(sent: number, more: Partial<ProbeReport> = {}): ProbeReport {
  return { to: TARGET, sent, received: 0, errors: [], icmpId: OURS, wait: 5, ...more };
}

function sender(captures: readonly Capture[], probes: readonly ProbeReport[]): Observation {
  return { ...emptyObservation(), captures: [...captures], probes: [...probes] };
}

const sequences = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
const requests = (id: number, count: number, seen: Partial<Packet>) =>
  sequences(count).map((sequence) => echo('echo-request', id, sequence, seen));

/** The state of a host on which nothing stops a ping, and what its captures and the sender's side show. */
function seenBy(host: readonly Capture[], peer: Observation) {
  const { observation, ...asked } = recorded('healthy-by-policy');
  return { ...asked, observation: { ...observation, captures: [...host], counters: [] }, peer };
}

const OUT = { dev: 'eth0', direction: 'out' } as const;
const IN = { dev: 'eth1', direction: 'in' } as const;

describe('whose answer it is', () => {
  const ours = requests(OURS, 3, OUT);

  // Ours are answered and lost on the way back; another ping's answer is seen beside them.
  const answered = capture([
    ...requests(OURS, 3, IN),
    ...sequences(3).map((sequence) => echo('echo-reply', OURS, sequence, { dev: 'eth1', direction: 'out' })),
  ]);
  const another = [
    echo('echo-request', OTHER, 41, OUT),
    echo('echo-reply', OTHER, 41, { dev: 'eth0', direction: 'in' }),
  ];
  const { icmpId: _, ...old } = ping(3);

  it.each([
    ['and the probe has an id of its own', ping(3)],
    ['and the ping is too old to be given an id', old],
  ])("another ping's answer on the sender's side is not the probe's, %s", (_, probe) => {
    const asked = seenBy([answered], sender([capture([...another, ...ours])], [probe]));

    const { cause, stages } = diagnose(asked);

    expect(cause).toBe('answered-but-lost');
    expect(stages.at(-1)?.because).toContain('server-a never got it');
  });

  it("another ping's requests that arrive are not the probe's", () => {
    const asked = seenBy([capture(requests(OTHER, 3, IN))], sender([capture(ours)], [ping(3)]));

    expect(diagnose(asked).cause).toBe('request-not-arriving');
  });

  it.each([
    ['another time is another run of the same sender', 60, 'answered-but-lost'],
    ['the same time is another ping beside the probe', 0, 'request-not-arriving'],
  ])("requests with another id, where neither side's ping was given one: %s", (_, later, cause) => {
    const at = (list: readonly Packet[], seconds: number) =>
      list.map((packet, index) => ({ ...packet, time: 40_000 + seconds + index }));
    const answers = sequences(3).map((sequence) =>
      echo('echo-reply', OTHER, sequence, { dev: 'eth1', direction: 'out' }),
    );
    const host = capture([...at(requests(OTHER, 3, IN), later), ...at(answers, later)]);
    const asked = seenBy([host], sender([capture(at(ours, 0))], []));

    expect(diagnose(asked).cause).toBe(cause);
  });

  it('an answer belongs to the request with its sequence', () => {
    const arrived = requests(OURS, 3, IN);
    const stray = echo('echo-reply', OURS, 9, { dev: 'eth1', direction: 'out' });
    const asked = seenBy([capture([...arrived, stray])], sender([capture(ours)], [ping(3)]));

    expect(diagnose(asked).witnesses.capture).toMatchObject({ says: 'refuses' });
  });

  it('a TCP answer belongs to the connection with its port', () => {
    const syn = (port: number, seen: Partial<Packet>): Packet => ({
      ...{
        protocol: 'tcp',
        kind: 'S',
        source: SENDER,
        destination: TARGET,
        sourcePort: port,
        destinationPort: 80,
      },
      ...{ line: `S ${port}`, ...seen },
    });
    const answer = (port: number, seen: Partial<Packet>): Packet => ({
      ...{
        protocol: 'tcp',
        kind: 'S.',
        source: TARGET,
        destination: SENDER,
        sourcePort: 80,
        destinationPort: port,
      },
      ...{ line: `S. ${port}`, ...seen },
    });
    const { icmpId: _, ...attempt } = ping(1, { sourcePort: 40_522 });
    const host = capture([
      syn(40_522, IN),
      syn(40_600, IN),
      answer(40_600, { dev: 'eth1', direction: 'out' }),
    ]);
    const asked = seenBy([host], sender([capture([syn(40_522, OUT), syn(40_600, OUT)])], [attempt]));

    const { witnesses } = diagnose({ ...asked, flow: { ...asked.flow, protocol: 'tcp', port: 80 } });

    expect(witnesses.capture).toMatchObject({
      says: 'refuses',
      detail: expect.stringContaining('1 in on eth1, 0 out'),
    });
  });
});

describe('when a capture that shows nothing proves that nothing came', () => {
  const ran = { from: 1000, until: 4000 };
  const ask = (count: number, listened: Span | undefined) =>
    diagnose(
      seenBy(
        [capture([], listened)],
        sender([capture(requests(OURS, count, OUT), { from: 500, until: 4100 })], [ping(count, { ran })]),
      ),
    );

  it('proven from ten requests on that were sent while it listened', () => {
    const { cause, certainty } = ask(10, { from: 900, until: 4100 });

    expect({ cause, certainty }).toEqual({ cause: 'request-not-arriving', certainty: 'proven' });
  });

  it.each([
    ['fewer were sent', 9, { from: 900, until: 4100 }],
    ['nobody noted when it listened', 10, undefined],
  ])('likely where %s', (_, count, listened) => {
    const { cause, certainty } = ask(count, listened);

    expect({ cause, certainty }).toEqual({ cause: 'request-not-arriving', certainty: 'likely' });
  });

  it.each([
    ['began to listen after the probe was started', { from: 1001, until: 4100 }],
    ['ended before the probe did', { from: 900, until: 3999 }],
    ['ended before the probe was started', { from: 900, until: 900 }],
  ])('nothing is proven by one that %s', (_, listened) => {
    const { cause, stages } = ask(10, listened);

    expect(cause).toBe('inconclusive');
    expect(stages.find(({ stage }) => stage === 'wire-in')).toMatchObject({ status: 'unknown' });
  });

  it('counters are compared with what was sent where it ended early, not with what it saw of that', () => {
    const { peer: _, ...strict } = recorded('strict-seed');
    const { state, counters } = strict.observation;
    const host = capture(requests(OURS, 1, IN), { from: 900, until: 1100 });
    const observation = { ...emptyObservation(), state, counters, captures: [host] };
    const peer = sender([capture(requests(OURS, 3, OUT), { from: 500, until: 4100 })], [ping(3, { ran })]);

    const { cause, witnesses } = diagnose({ ...strict, observation, peer });

    expect(witnesses.counters).toMatchObject({ says: 'refuses' });
    expect(cause).toBe('strict-rp-filter');
  });

  it('nor is it proven by one that ended early that the host sent no answer', () => {
    const host = capture(requests(OURS, 3, IN), { from: 900, until: 900 });
    const peer = sender([capture(requests(OURS, 3, OUT), { from: 500, until: 4100 })], [ping(3, { ran })]);

    expect(diagnose(seenBy([host], peer)).witnesses.capture.says).toBe('unknown');
  });
});

describe('answers that come late', () => {
  const at = (seconds: number) => ({ time: 40_000 + seconds });
  const arrived = [
    echo('echo-request', OURS, 1, { ...IN, ...at(2) }),
    echo('echo-reply', OURS, 1, { dev: 'eth1', direction: 'out', ...at(2) }),
  ];

  it('are answers, and how late they are is a remark', () => {
    const probe = ping(3, { received: 3, roundTrip: 2500, slowest: 2600 });

    const { cause, remarks } = diagnose(seenBy([capture(arrived)], sender([], [probe])));

    expect(cause).toBe('healthy');
    expect(remarks).toContain('replies are late: the slowest took 2.6 s');
  });

  it('so they are after the ping has ceased to wait', () => {
    const late = [
      echo('echo-request', OURS, 1, { ...OUT, ...at(0) }),
      echo('echo-reply', OURS, 1, { ...OUT, direction: 'in', ...at(5.5) }),
    ];

    const { cause, remarks } = diagnose(seenBy([capture(arrived)], sender([capture(late)], [ping(1)])));

    expect(cause).toBe('healthy');
    expect(remarks).toContain('replies are late: the slowest took 5.5 s');
  });

  it('an answer that came in time and was not taken is dropped by the sender', () => {
    const prompt = [
      echo('echo-request', OURS, 1, { ...OUT, ...at(0) }),
      echo('echo-reply', OURS, 1, { ...OUT, direction: 'in', ...at(0.2) }),
    ];

    const { cause, stages } = diagnose(seenBy([capture(arrived)], sender([capture(prompt)], [ping(1)])));

    expect(cause).toBe('sender-side');
    expect(stages.at(-1)?.because).toContain('server-a, which dropped it');
  });

  it('the rounds of one look are one probe', () => {
    const ran = { from: 1000, until: 1500 };
    const rounds = [ping(3, { received: 2, ran }), ping(10, { received: 7, ran, icmpId: 4712 })];

    const { remarks } = diagnose(seenBy([capture(arrived)], sender([], rounds)));

    expect(remarks).toContain('9 of 13 probes were answered');
  });
});
