import type { TrailTexts } from '../../failures/trail.ts';

/** What can be wrong with the audit trail, and with who guards it. */
export const trailTexts: TrailTexts = {
  findings: {
    'before-the-first': () => 'ログの始まりである 1 番目より前にあり、Roundtrip 以外が書き込んだものです',
    'event-missing': ({ after, next }) => `イベントが欠けています（${after} の次が ${next}）`,
    'chain-broken': () => '直前のイベントのハッシュを持っていません',
    'content-changed': () => '内容がハッシュと一致しません',
    'out-of-order': ({ sequence, triage }) => `${triage} の ${sequence} 番目のイベントではありません`,
    'content-gone': () => '内容がなく、整理したというイベントもありません',
    unsigned: () => '署名がありません',
    'signature-wrong': () => '署名がこの鍵のものではないか、別の内容への署名です',
    'other-event-anchored': ({ line }) => `アンカーの ${line} 行目が署名したイベントではありません`,
    'end-cut-off': ({ end, anchored }) =>
      `ログは ${end} で終わりますが、アンカーはイベント ${anchored} に署名しています。末尾が切り取られています`,
    'anchor-unverifiable': () => '鍵がないため、アンカーに署名したのが誰か分かりません',
    'anchor-no-head': ({ line }) => `アンカーの ${line} 行目は署名済みヘッドではありません`,
    'anchor-other-key': ({ line }) => `アンカーの ${line} 行目は別の鍵で署名されています`,
    'anchor-signature-wrong': ({ line }) => `アンカーの ${line} 行目の署名が正しくありません`,
    'anchor-empty': ({ events }) =>
      `イベントが ${events} 件ありますが、アンカーにこのログのヘッドがありません`,
    'anchor-behind': ({ anchored, events }) =>
      `アンカーはイベント ${anchored} で終わりますが、ログは ${events} まで続きます。末尾が切り取られたか、書き込めませんでした`,
  },
  gaps: {
    superuser: ({ role }) => `${role} はスーパーユーザーです`,
    owner: ({ role }) => `${role} がイベントを所有しています`,
    privileges: ({ role, privileges }) =>
      `${role} はイベントへの権限 ${privileges.join('、')} を持っています`,
    'trigger-off': () => 'イベントの変更を拒否するトリガーがないか、無効です',
  },
};
