import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { root } from '../cli/run-roundtrip.ts';
import { asks, questionIn } from './asks.ts';

const RUNS = Number(process.env.QUESTION_RUNS ?? 300);

/** Consoles with prompts, so that their sections can be told apart. */
const consoles = ['test/question/fixtures', 'test/fixtures/explain']
  .flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.txt'))
      .map((file) => ({ name: file.slice(0, -4), text: readFileSync(join(root, folder, file), 'utf8') })),
  )
  .map(({ name, text }) => ({ name, sections: sectionsOf(text) }))
  .filter(({ sections }) => sections.length > 1);

/** The ones that show an attempt: of what only lists a host, another host's listing is a rival. */
const attempts = consoles.filter(({ sections }) => {
  const question = questionIn(sections.join(''));
  return question.kind === 'found' && question.taken.by === 'attempt';
});

/** Sections that begin with a prompt with a name. Text before the first one stays where it is. */
function sectionsOf(text: string): string[] {
  const sections = text.split(/^(?=\[?[\w.-]+@[\w.-]+[ :][^\n]*[#$%] |[\w-]+[$#] )/m);
  return /@|^[\w-]+[$#] /.test(sections[0] ?? '') ? sections.map(closed) : [];
}

const PROMPT = /^(?:\[?[\w.-]+@([\w.-]+)[ :][^\n]*?[#$%] |([\w-]+)[$#] )/;

function hostsOf(sections: readonly string[]): Set<string> {
  return new Set(sections.map((section) => PROMPT.exec(section)?.slice(1).find(Boolean) ?? '(none)'));
}

function closed(section: string): string {
  return section.endsWith('\n') ? section : `${section}\n`;
}

const PROSE = [
  'And this is what the other machine says, no idea why.',
  'Danach habe ich nachgesehen, welche Routen es gibt.',
  'Ensuite, voici ce que dit la machine.',
  '默认都走这条路，其他的都没有反应。',
  'この設定の後、応答がありません。',
  'После этого ничего не изменилось.',
  'لا يوجد رد من الخادم',
  'Gracias de antemano por cualquier idea!',
  '---',
  '(some lines left out)',
];

const UNRELATED = [
  '[root@monitor ~]# uname -r\n5.14.0-427.el9.x86_64\n',
  '[root@monitor ~]# ip -br a\nlo UNKNOWN 127.0.0.1/8\nens9 UP 100.127.0.9/24\n[root@monitor ~]# \n',
  '[root@monitor ~]# ip r\ndefault via 100.127.0.1 dev ens9\n100.127.0.0/24 dev ens9 proto kernel scope link src 100.127.0.9\n',
  '[root@monitor ~]# sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.ens9.rp_filter\nnet.ipv4.conf.all.rp_filter = 1\nnet.ipv4.conf.ens9.rp_filter = 1\n',
  '[root@monitor ~]# ping -c1 100.127.0.1\n64 bytes from 100.127.0.1: icmp_seq=1 ttl=64 time=0.4 ms\n',
  '[root@monitor ~]# date\nThu Nov 26 12:00:00 UTC 2026\n',
  '[root@monitor ~]# df -h\nFilesystem Size Used Avail Use% Mounted on\n/dev/sda1 40G 12G 26G 32% /\n',
];

const inserted = <T>(items: readonly string[], pieces: readonly [number, T][], put: (piece: T) => string) => {
  const all = [...items];
  for (const [at, piece] of pieces) all.splice(at % (all.length + 1), 0, put(piece));
  return all.join('');
};

describe('the question does not change', () => {
  test('there are enough of them', () => {
    expect(consoles.length).toBeGreaterThanOrEqual(45);
    expect(attempts.length).toBeGreaterThanOrEqual(35);
  });

  test('by prose between the sections, in any language', () => {
    const words = fc.oneof(
      fc.constantFrom(...PROSE),
      fc
        .array(fc.stringMatching(/^\p{L}{1,12}$/u), { minLength: 3, maxLength: 9 })
        .map((all) => all.join(' ')),
    );

    fc.assert(
      fc.property(
        fc.constantFrom(...consoles),
        fc.array(fc.tuple(fc.nat(), words), { minLength: 1, maxLength: 4 }),
        ({ sections }, prose) => {
          const [first = '', ...rest] = sections;
          const text = first + inserted(rest, prose, (line) => `\n${line}\n\n`);

          expect(asks(text)).toBe(asks(sections.join('')));
        },
      ),
      { numRuns: RUNS },
    );
  });

  test("by another host's sections", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...attempts),
        fc.array(fc.tuple(fc.nat(), fc.constantFrom(...UNRELATED)), { minLength: 1, maxLength: 5 }),
        ({ sections }, others) => {
          const text = inserted(sections, others, (section) => section);

          expect(asks(text)).toBe(asks(sections.join('')));
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('by the order of the sections', () => {
    fc.assert(
      fc.property(
        fc
          .constantFrom(...consoles)
          .chain(({ sections }) =>
            fc.tuple(fc.constant(sections), fc.shuffledSubarray(sections, { minLength: sections.length })),
          ),
        ([sections, shuffled]) => {
          expect(asks(shuffled.join(''))).toBe(asks(sections.join('')));
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('by prompts without a name, where one host shows it all', () => {
    const alone = consoles.filter(({ sections }) => hostsOf(sections).size === 1);
    expect(alone.length).toBeGreaterThanOrEqual(30);

    for (const { name, sections } of alone) {
      const nameless = sections.map((section) => section.replace(PROMPT, '# ')).join('');

      expect([name, asks(nameless).replace(/^.*?: /, '')]).toEqual([
        name,
        asks(sections.join('')).replace(/^.*?: /, ''),
      ]);
    }
  });

  test('by a repetition of any section', () => {
    fc.assert(
      fc.property(fc.constantFrom(...consoles), fc.nat(), ({ sections }, at) => {
        const again = sections[at % sections.length] ?? '';

        expect(asks(sections.join('') + again)).toBe(asks(sections.join('')));
      }),
      { numRuns: RUNS },
    );
  });
});

test('there is a question, or a reason why not, whatever is pasted', () => {
  const lines = consoles.flatMap(({ sections }) => sections.join('').split('\n'));

  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...lines), fc.string()), { maxLength: 40 }),
      fc.record(
        {
          interface: fc.constantFrom('eth0', 'eth1', 'eth1:443', 'nope'),
          to: fc.constantFrom('10.1.0.5', '2001:db8::1', 'x'),
          from: fc.constantFrom('10.9.9.9', '::1'),
        },
        { requiredKeys: [] },
      ),
      (pasted, flags) => {
        const question = questionIn(pasted.join('\n'), flags);

        if (question.kind === 'refused') {
          expect([
            'no-console',
            'several-hosts',
            'interface-unknown',
            'not-an-interface',
            'interface-local',
            'address-unfit',
          ]).toContain(question.reason);
        } else if (flags.to !== undefined) expect(question.flow.to).toBe(flags.to);
      },
    ),
    { numRuns: RUNS },
  );
});
