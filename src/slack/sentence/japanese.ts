import type { Item } from './items.ts';

/** Particles that follow a name, longest first, and what they make of it. */
const PARTICLES: readonly (readonly [RegExp, string | undefined])[] = [
  [/^(?:から|より|発)/u, 'ja:from'],
  [/^(?:宛て?|あて|向け|まで|行き)/u, 'ja:to'],
  [/^側/u, 'ja:side'],
  [/^(?:の間|間)/u, 'ja:between'],
  [/^(?:サーバー?|ホスト|マシン|機|さん|くん|君|氏)(?=[のがはにへでとをも、]|$)/u, undefined],
  [/^(?:って|が|は|も)/u, 'ja:subject'],
  [/^(?:に|へ)/u, 'ja:to'],
  [/^(?:の|的)/u, 'ja:no'],
  [/^(?:と|や|及び|および|、)/u, 'ja:and'],
  [/^を/u, 'ja:object'],
  [/^(?:経由で?|で)/u, 'ja:de'],
];

const MOST_PARTICLES = 3;

/** The particles at the beginning of a run of Japanese, then the rest of it. */
export function itemsOfJapanese(text: string): Item[] {
  const denied = /^(?:では|じゃ|で)(?:なく|ない|無く)て?/u.exec(text)?.[0];
  if (denied !== undefined)
    return [{ kind: 'word', text: 'ja:not' }, ...itemsOfJapanese(text.slice(denied.length) || '、')];
  const items: Item[] = [];
  let rest = text;
  for (let count = 0; count < MOST_PARTICLES; count += 1) {
    const found = PARTICLES.find(([particle]) => particle.test(rest));
    if (!found) break;
    const [particle, word] = found;
    rest = rest.replace(particle, '');
    if (word !== undefined) items.push({ kind: 'word', text: word });
  }
  const ordinal = ORDINALS.find(([words]) => words.test(rest));
  if (ordinal) items.push({ kind: 'nth', number: ordinal[1] });
  if (rest !== '') items.push({ kind: 'cjk', text: rest });
  return items;
}

const ORDINALS: readonly (readonly [RegExp, number])[] = [
  [/もう(?:一|片|ひと)|他の|別の/u, 0],
  [/(?:二|ふた)(?:番|つ|個|枚|本)目?/u, 2],
  [/(?:三|みっ)(?:番|つ|個|枚|本)目?/u, 3],
];

/** "2番目のNIC": the number stands before it. */
export const COUNTER = /^(?:番|つ|個|枚|本)目/u;

/** It does not work. */
export const BAD_JAPANESE =
  /(?:ない|なし|無し|無く|なく|せん|ぬ|なか|なさ|ねえ|ねー)|不通|不可|不調|不良|不能|不応答|無反応|無応答|無视|死|落ち|落ちた|ダウン|だめ|ダメ|駄目|切れ|切断|断線|止ま|停止|タイムアウト|ロス|失敗|エラー|障害|異常|故障|壊|おかしい|変|ドロップ|破棄|断|没有|不能|无法|超时|失败|×|ＮＧ/u;

/** It works; after a question it is asked whether it does. */
export const FINE_JAPANESE =
  /大丈夫|正常|問題(?:な|無|あ?りません)|生き|通って|通る|通ります|つなが(?:る|って|ります)|繋が(?:る|って|ります)|届く|届き?ます|届いて|応答(?:あり|する|します|して)|飛び?ます|飛んで|通じ|返って(?:き|く)|返り?ます|平気|動いて|使え(?:る|ます)|見え(?:る|ます)|良好|元気|ＯＫ|直り|直った|治り|復旧|復活|回復|解決|できます|できる|正常|没问题|可以/u;

/** It works after all: nothing is asked. */
export const SETTLED_JAPANESE = /直り|直った|治り|治った|復旧|復活|回復|解決|ありがとうございました/u;

/** "落ちてない": what is denied of a failure. */
export const NOT_BAD_JAPANESE =
  /(?:落ち|切れ|止ま|止まっ|壊れ|ダウンし|停止し|死ん)[てで]い?は?(?:ない|いない|ません|いません)|問題(?:は|も)?(?:な|無|あ?りません)|異常(?:は|も)?(?:な|無|あ?りません)/gu;

/** A question or a request for a look: what is said to work is asked about. */
export const ASKING_JAPANESE =
  /ですか|ますか|る？|か$|か[？。]|かな|確認|見て|みて|調べ|調査|チェック|教えて|どう/u;

/** What comes back: "server-bから応答がない" is about server-b. */
export const REPLY_JAPANESE =
  /^(?:の|は|が)?(?:全く|まったく|何も|一切)?(?:応答|返答|返事|返り|返信|反応|戻り|戻って|返って|レスポンス|リプライ|エコー)/u;

/** "server-aに応答しない": server-a is who sent. */
export const ANSWERING_JAPANESE = /^(?:は|も|だけ)?(?:応答|返答|返事|返信|返さ|返し|反応|答え)/u;

/** Orders for a change. */
export const ORDERS_JAPANESE =
  /再起動|リブート|シャットダウン|削除|消して|停止して|止めて|落として|承認|適用|無効に|有効に|実行して|変更して/u;

/** "けど", "が": what follows says something else. */
export const TURNS_JAPANESE =
  /けれども?|けど|だが|ですが|ますが|いが|るが|せんが|しかし|一方|のに|なのに|たが/u;
