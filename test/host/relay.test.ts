import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { programParts } from '../../src/host/program.ts';
import { SHELLS } from './shells.ts';

const TO = '172.16.5.4';
const SENDER = '172.16.0.4';
const HEAD = '11:39:40.369766 eth1  In  ifindex 3 7e:09:a5:94:c7:c3 ethertype IPv4 (0x0800), length 104:';
const LISTENING = 'listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 96 bytes';

const request = (source: string, id: number, sequence: number) =>
  `${HEAD} ${source} > ${TO}: ICMP echo request, id ${id}, seq ${sequence}, length 64`;
const requests = (source: string, id: number, count: number) =>
  Array.from({ length: count }, (_, at) => request(source, id, at + 1));

type Relayed = { kept: string[]; live: string[]; lost: number };

/** What the program's relay keeps of tcpdump's lines, two packets being asked for; `after` come once the probe is expected. */
function relay(
  shell: readonly [string, ...string[]],
  {
    before,
    after,
    settings = '',
  }: { before: readonly string[]; after: readonly string[]; settings?: string },
): Relayed {
  const lines = (some: readonly string[]) => some.map((line) => `printf '%s\\n' '${line}'`).join('\n');
  const script = [
    ...programParts()
      .filter(({ file }) => file !== 'main.sh')
      .map(({ text }) => text),
    `nonce=N attended=yes prober=yes proto=icmp port= to=${TO} from= packets=2`,
    settings,
    'tmp=$(mktemp -d)',
    `{ ${lines(before)}`,
    'sleep 0.3; : >"$tmp/expected"; sleep 0.1',
    `${lines(after)}; } | relay "$tmp/capture" any`,
    'cat "$tmp/capture"; echo "lost $(cat "$tmp/capture.lost" 2>/dev/null)"; rm -r "$tmp"',
  ].join('\n');
  const [program, ...words] = shell;
  const { stdout, stderr } = spawnSync(program, [...words, '-s'], { input: script, encoding: 'utf8' });
  const kept = stdout.trimEnd().split('\n');
  const lost = Number(/^lost ?(\d*)$/.exec(kept.pop() ?? '')?.[1]);
  return { kept, live: stderr.trimEnd().split('\n'), lost };
}

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))(
  'a capture, relayed by %s',
  (_, shell) => {
    it('does not fill with what was under way before the probe', () => {
      const flood = requests('172.16.5.1', 40, 30);
      const probe = requests('172.16.9.9', 4711, 3);

      const { kept, lost } = relay(shell, {
        before: [LISTENING, ...flood.slice(0, 10)],
        after: [...flood.slice(10), ...probe, '33 packets captured'],
      });

      expect(kept).toEqual([LISTENING, ...flood.slice(0, 2), ...probe, '33 packets captured']);
      expect(lost).toBe(0);
    });

    it('does not fill with a ping that has gone on for longer than a probe would', () => {
      const flood = requests('172.16.5.1', 40, 90).slice(60);
      const probe = requests('172.16.9.9', 4711, 3);

      const { kept, lost } = relay(shell, { before: [LISTENING], after: [...flood, ...probe] });

      expect(kept).toEqual([LISTENING, ...flood.slice(0, 2), ...probe]);
      expect(lost).toBe(0);
    });

    it("keeps the known sender's packets, however many others come", () => {
      const others = Array.from({ length: 12 }, (_, at) => request(`10.0.0.${at}`, at, 1));
      const probe = requests(SENDER, 4711, 3);

      const { kept, lost } = relay(shell, {
        ...{ before: [], after: [...others, ...probe], settings: `from=${SENDER}` },
      });

      expect(kept).toEqual([...others.slice(0, 8), ...probe]);
      expect(lost).toBe(4);
    });

    it('passes on what comes as it comes', () => {
      const { live } = relay(shell, { before: [LISTENING], after: [request(SENDER, 1, 1)] });

      expect(live).toEqual([
        '@@ROUNDTRIP N live listening any',
        `@@ROUNDTRIP N live packet any ${request(SENDER, 1, 1)}`,
        '@@ROUNDTRIP N live captured any ended',
      ]);
    });
  },
);
