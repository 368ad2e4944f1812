import { describe, expect, it } from 'vitest';
import type { Diagnosed } from '../../src/analyzer/model/index.ts';
import { diagnoseInCodes, explain } from '../../src/library.ts';
import { blastRadiusLines, labelOf, permanenceLines, tell, tellDiagnosis } from '../../src/texts/index.ts';
import { FOLDERS, readPastes } from '../calibration/pastes.ts';
import { pastedTranscripts } from '../explain/fixtures.ts';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { readRecordings } from '../lab/scenarios/recording.ts';
import { hasEnglish, hasNoText, JAPANESE } from '../support/english.ts';

/** Everything that was found in a recording of the lab or in a paste that is not kept back. */
const FOUND: readonly { name: string; found: Diagnosed; taken?: string }[] = [
  ...readRecordings(SCENARIOS).map(({ name, asked }) => ({ name, found: diagnoseInCodes(asked) })),
  ...[...FOLDERS.open.flatMap(readPastes), ...pastedTranscripts()].flatMap(({ name, text }) => {
    const explained = explain(text);
    return explained.kind === 'explained' ? [{ name, found: explained.found }] : [];
  }),
];

/** What stands in a diagnosis as a host printed it, as a command, or as a code. */
const NOT_TOLD: ReadonlySet<string> = new Set([
  ...['schema', 'cause', 'stage', 'certainty', 'scope', 'advice', 'flow', 'next', 'then', 'status', 'says'],
  ...[
    'kind',
    'evidence',
    'settles',
    'interface',
    'address',
    'steps',
    'file',
    'files',
    'restsOn',
    'hash',
    'id',
  ],
  ...['outcome', 'standing', 'repairs', 'alsoAffected'],
]);

/** Every sentence of a diagnosis: strings that no key marks as something else. */
function sentencesIn(value: unknown, parent?: string): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap((each) => sentencesIn(each, parent));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    // The flow of a blast radius is told; that of the question is not.
    NOT_TOLD.has(key) && !(key === 'flow' && parent === 'blastRadius') ? [] : sentencesIn(inner, key),
  );
}

/** Columns in a terminal: a full-width character takes two. */
function columns(text: string): number {
  return [...text].reduce((width, char) => width + ((char.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0);
}

describe('a diagnosis in Japanese', () => {
  it('is told of several hundred cases', () => {
    expect(FOUND.length).toBeGreaterThan(600);
  });

  it('has no English sentence, and nothing that is no text', () => {
    const names = (found: Diagnosed) => [found.host, found.scene.host, found.scene.peer ?? ''];
    const wrong = FOUND.flatMap(({ name, found }) =>
      sentencesIn(tellDiagnosis(found, 'ja')).flatMap((sentence) => {
        const isWrong = hasEnglish(sentence, names(found)) || hasNoText(sentence, names(found));
        return isWrong ? [`${name}: ${sentence}`] : [];
      }),
    );

    expect(wrong).toEqual([]);
  });

  it('has a headline that fits, as English has', () => {
    const headlines = FOUND.map(({ found }) => tellDiagnosis(found, 'ja').headline);

    expect(headlines.filter((headline) => headline.length > 140 || !JAPANESE.test(headline))).toEqual([]);
    expect(headlines.filter((headline) => columns(headline) > 140).length).toBeLessThan(FOUND.length / 200);
  });

  it('ends its explanation as a sentence, once', () => {
    const explanations = FOUND.map(({ found }) => tellDiagnosis(found, 'ja').explanation);

    expect(explanations.filter((text) => !/。$/.test(text) || /。。|。 |、。|\.。/.test(text))).toEqual([]);
  });

  it('says the same as the English one in codes, commands and numbers', () => {
    const untold = ({ headline: _, explanation: __, ...rest }: ReturnType<typeof tellDiagnosis>) => ({
      cause: rest.cause,
      stages: rest.stages.map(({ because: ___, ...stage }) => stage),
      remedies: rest.remedies.map(({ id, outcome, plan }) => ({ id, outcome, steps: plan?.steps })),
      remarks: rest.remarks.length,
    });

    for (const { found } of FOUND)
      expect(untold(tellDiagnosis(found, 'ja'))).toEqual(untold(tellDiagnosis(found)));
  });
});

describe('what stands beside a diagnosis, in Japanese', () => {
  it('what is planned', () => {
    expect(labelOf('policy-routing', 'eth1', undefined, 'ja')).toBe('eth1 の戻りパケットを eth1 から出す');
    expect(
      blastRadiusLines(
        {
          hash: 'h',
          restsOn: {},
          steps: [],
          files: [],
          blastRadius: [
            { flow: 'a', before: '受信', after: '拒否' },
            { flow: 'b', before: '受信', after: '拒否' },
          ],
          flowsConsidered: 40,
          sshWay: 'eth0 から送出',
        },
        1,
        'ja',
      ),
    ).toEqual({
      summary: '既知のフロー 40 件中 2 件が変わります',
      flows: ['a: 受信 → 拒否'],
      more: '… ほか 1 件',
      ownConnection: 'Roundtrip 自身の SSH 接続: eth0 から送出 (変更なし)',
    });
    expect(
      permanenceLines(
        { hash: 'h', steps: [], files: [], withheld: [{ interface: 'eth1', because: 'owner-unknown' }] },
        'ja',
      ).withheld,
    ).toEqual([
      {
        because:
          'eth1: 何が設定しているか、収集した情報からは分かりません: 何も設定していなければ、次のようなユニットで維持できます',
      },
    ]);
  });

  it('names that were not shown stand without a space before Japanese words', () => {
    expect(tell({ key: 'link.takes-packets', device: '' }, 'ja')).toBe(
      'そのインターフェースはパケットを受信しています',
    );
    expect(tell({ key: 'reply-route.none', sender: '*' }, 'ja')).toBe(
      '別ネットワークの送信元への戻り経路がありません',
    );
    expect(tell({ key: 'link.takes-packets', device: 'eth1' }, 'ja')).toBe('eth1 はパケットを受信しています');
  });
});
