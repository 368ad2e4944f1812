import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnosis } from '../../src/analyzer/model/index.ts';
import { RoundtripError } from '../../src/errors.ts';
import { type ExplainFlags, explainConsole } from '../../src/triage/index.ts';
import { root, runRoundtrip } from '../cli/run-roundtrip.ts';
import { pasted, pastedTranscripts } from './fixtures.ts';

const transcripts = pastedTranscripts();

/** In this process: what the command prints is the same, as `printed` shows of some of them. */
function explained(text: string, args: readonly string[]): Diagnosis {
  return Diagnosis.parse(explainConsole(text, question(args)).diagnosis);
}

function printed(file: string, args: readonly string[]): Diagnosis {
  const { status, stdout, stderr } = runRoundtrip(['explain', file, ...args, '--json']);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return Diagnosis.parse(JSON.parse(stdout));
}

function outcomes({ remedies }: Diagnosis): Record<string, string> {
  return Object.fromEntries(remedies.map(({ id, outcome }) => [id, outcome]));
}

describe('roundtrip explain', () => {
  it('has many pastes, and some whose honest answer is that nothing is wrong, or that it cannot be told', () => {
    const causes = transcripts.map(({ expected }) => expected.cause);

    expect(transcripts.length).toBeGreaterThanOrEqual(30);
    expect(causes.filter((cause) => cause === 'inconclusive').length).toBeGreaterThanOrEqual(3);
    expect(causes.filter((cause) => cause === 'healthy').length).toBeGreaterThanOrEqual(2);
    expect(new Set(causes).size).toBeGreaterThanOrEqual(20);
  });

  it.each(transcripts)('$name: $expected.cause', ({ text, expected }) => {
    const diagnosis = explained(text, expected.arguments);

    const { cause, stage, certainty, settles, headline } = diagnosis;
    expect({ cause, stage, certainty, remedies: outcomes(diagnosis) }).toEqual({
      cause: expected.cause,
      stage: expected.stage,
      certainty: expected.certainty,
      remedies: expected.remedies,
    });
    if (expected.settles !== undefined) expect(settles).toBe(expected.settles);
    if (certainty === 'open') expect(settles).toBeDefined();
    expect(headline.length).toBeLessThanOrEqual(140);
  });

  it.each(transcripts.filter((_, at) => at % 20 === 7))('prints it: $name', ({ file, text, expected }) => {
    expect(printed(file, expected.arguments)).toEqual(explained(text, expected.arguments));
  });

  it('says where its time went, beside the answer', () => {
    const { file } = pasted('aws-two-eni');

    const { stdout, stderr } = runRoundtrip(['explain', file, '--json', '--timings']);

    expect(Diagnosis.parse(JSON.parse(stdout)).cause).toBe('reply-leaves-other-interface');
    expect(stderr).toMatch(/^Time: start [\d.]+ s, read [\d.]+ s, analyze [\d.]+ s; [\d.]+ s in all\n$/);
  });

  it('names the cause of the case it began with', () => {
    const article = join(root, 'test', 'transcript', 'fixtures', 'article.txt');

    const diagnosis = printed(article, ['--iface', 'eth1', '--gateway', '172.16.5.1']);

    expect(diagnosis).toMatchObject({
      cause: 'strict-rp-filter',
      stage: 'source-validation',
      flow: { from: '172.16.0.4', to: '172.16.5.4', interface: 'eth1' },
    });
    expect(outcomes(diagnosis)).toEqual({ 'policy-routing': 'repairs', 'loose-rp-filter': 'depends' });
  });

  it('reads a paste with the line ends of Windows and the colours of a terminal', () => {
    const { text, expected } = pasted('centos7-strict');
    const coloured = text
      .replaceAll('\n', '\r\n')
      .replaceAll('[root@db-03 ~]#', '\u001b[01;31m[root@db-03 ~]#\u001b[0m');

    expect(explainConsole(coloured, question(expected.arguments)).diagnosis.cause).toBe('strict-rp-filter');
  });

  it('refuses a paste by its size', () => {
    const folder = mkdtempSync(join(tmpdir(), 'explain-'));
    const file = join(folder, 'large.txt');
    writeFileSync(file, 'x'.repeat(10 * 1024 * 1024 + 1));

    const { status, stderr } = runRoundtrip(['explain', file, '--iface', 'eth1']);

    rmSync(folder, { recursive: true });
    expect(status).toBe(2);
    expect(stderr).toContain('larger than 10 MB');
  });

  it('answers, or tells what is missing, whatever becomes of the lines', () => {
    const damaged = fc.tuple(
      fc.constantFrom(...transcripts),
      fc.array(fc.tuple(fc.nat(), fc.nat(3)), { maxLength: 12 }),
    );
    // Puts a route of the server where the sender shows its ping: either of them may be the host that is asked.
    const eitherHost: [number, number][] = [
      [1_808_150_189, 0],
      [651_256_802, 3],
      [1_719_212_197, 3],
      [2_026_559_865, 1],
    ];

    fc.assert(
      fc.property(damaged, ([{ text, expected }, harms]) => {
        const lines = harms.reduce(
          (left, [at, how]) => harmed(left, at % left.length, how),
          text.split('\n'),
        );
        expect(causeOf(lines.join('\n'), question(expected.arguments))).toMatch(/^[a-z -]+$/);
      }),
      { numRuns: 300, examples: [[[pasted('two-hosts-healthy'), eitherHost]]] },
    );
  });

  it('tells the interfaces that there are where the paste does not show the one that was named', () => {
    const { status, stderr } = runRoundtrip(['explain', pasted('fish-healthy').file, '--iface', 'eth9']);

    expect(status).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(2);
    expect(stderr).toContain('Name one of lo, eth0, eth1');
  });
});

describe('fewer witnesses', () => {
  it('make the strict verdict less certain, and say so', () => {
    const { text, expected } = pasted('strict-every-witness');
    const certainties = sectionsOf(text).map((section) => {
      const { cause, certainty } = explainConsole(
        text.replace(section, ''),
        question(expected.arguments),
      ).diagnosis;
      return { command: section.split('\n', 1)[0]?.replace(/^\S+ /, ''), cause, certainty };
    });

    expect(certainties).toMatchInlineSnapshot(`
      [
        {
          "cause": "strict-rp-filter",
          "certainty": "proven",
          "command": "ip -4 a",
        },
        {
          "cause": "strict-rp-filter",
          "certainty": "likely",
          "command": "ip rule",
        },
        {
          "cause": "inconclusive",
          "certainty": "open",
          "command": "ip route show table all",
        },
        {
          "cause": "strict-rp-filter",
          "certainty": "proven",
          "command": "sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.backnet.rp_filter",
        },
        {
          "cause": "strict-rp-filter",
          "certainty": "proven",
          "command": "nft list ruleset",
        },
        {
          "cause": "strict-rp-filter",
          "certainty": "proven",
          "command": "nstat -az TcpExtIPReversePathFilter IcmpInEchos IcmpOutEchoReps",
        },
        {
          "cause": "strict-rp-filter",
          "certainty": "likely",
          "command": "timeout 5 tcpdump -nni any icmp",
        },
        {
          "cause": "strict-rp-filter",
          "certainty": "proven",
          "command": "nstat -az TcpExtIPReversePathFilter IcmpInEchos IcmpOutEchoReps",
        },
        {
          "cause": "strict-rp-filter",
          "certainty": "proven",
          "command": "ip route get 10.177.3.9 from 10.55.0.2 iif backnet",
        },
      ]
    `);
  });

  it.each(transcripts)('never make $name something that it is not', ({ text, expected }) => {
    const whole = explainConsole(text, question(expected.arguments)).diagnosis;
    const honest = [whole.cause, ...whole.next, 'inconclusive', 'nothing shown'];
    const asked = {
      ...question(expected.arguments),
      ...(whole.flow.from === undefined ? {} : { from: whole.flow.from }),
    };
    const witnesses = sectionsOf(text).filter((section) => WITNESS.test(section.split('\n', 1)[0] ?? ''));

    const wrong = witnesses.flatMap((section) => {
      const cause = causeOf(text.replace(section, ''), asked);
      return honest.includes(cause) ? [] : [`without ${section.split('\n', 1)[0]}: ${cause}`];
    });

    expect(wrong).toEqual([]);
  });
});

/** One line lost, cut, doubled, or put where another is. */
function harmed(lines: string[], at: number, how: number): string[] {
  const line = lines[at] ?? '';
  const instead =
    [[], [line.slice(0, line.length / 2)], [line, line], [lines[lines.length - 1 - at] ?? '']][how] ?? [];
  return lines.toSpliced(at, 1, ...instead);
}

/** What is heard beside the state: captures, counters, the kernel's own answers, the filter's listing and its trace. */
const WITNESS = /tcpdump|nstat|route get|nft |tables-save|dmesg/;

/** Refusals that say what is to be shown, or named, for an answer. */
const ASKS_FOR_MORE = new Set(['transcript-empty', 'interface-unknown', 'host-ambiguous']);

function causeOf(text: string, asked: ExplainFlags): string {
  try {
    return explainConsole(text, asked).diagnosis.cause;
  } catch (error) {
    if (error instanceof RoundtripError && ASKS_FOR_MORE.has(error.code)) return 'nothing shown';
    throw error;
  }
}

/** Each command with its output, where the paste has prompts. */
function sectionsOf(text: string): string[] {
  return text
    .split(/^(?=(?:> )?(?:\[\S+@|\S+@\S+[:>]|➜|\/ # |\$ ))/m)
    .filter((section) => /[#$>~] /.test(section.split('\n', 1)[0] ?? ''));
}

function question(args: readonly string[]): ExplainFlags {
  const value = (option: string): string | undefined => {
    const at = args.indexOf(option);
    return at < 0 ? undefined : args[at + 1];
  };
  const [from, to, gateway] = [value('--from'), value('--to'), value('--gateway')];
  return {
    interface: value('--iface') ?? '',
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(gateway === undefined ? {} : { gateway }),
  };
}
