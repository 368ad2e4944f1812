import type { TerminalTexts } from '../../en/terminal/index.ts';

export const answer: TerminalTexts['answer'] = {
  question: ({ host, device, packets, from, to }) =>
    `${host}${device === undefined ? '' : ` ${device}`}: ${packets} ${from} → ${to}`,
  ping: 'ping',
  service: ({ protocol, port }) => `${protocol} ポート ${port}`,
  ownPing: '自分の ping への応答',
  ownPingUnbound: '自分の ping への応答と、その出口',
  anySender: '任意の送信元',
  unknownAddress: '示されていないアドレス',
  taken: ({ question }) => `質問として読み取ったもの: ${question}`,
  allPassed: ({ stages }) => `${stages} 段すべて通過`,
  stage: ({ stage, because }) => `${stage}: ${because}`,
  beforeIt: ({ stages }) => `（その前の ${stages} 段も）`,
  nextBlockers: ({ causes }) => `この対処の後に次に妨げるもの: ${causes.join(', ')}`,
  verdict: ({ certainty, headline }) => `${certainty}: ${headline}`,
  recommended: ({ label, id }) => `推奨の対処: ${label}（${id}）。`,
  possible: ({ label, id }) => `可能な対処: ${label}（${id}）。`,
  dependsOn: ({ on }) => `次によります: ${on}。`,
  cost: ({ risk }) => `影響: ${risk}`,
  gatewayAssumed: ({ address }) => `ゲートウェイ ${address} は推定です。確認してください。`,
  gatewayOutside: ({ address }) =>
    `ゲートウェイ ${address} はインターフェースのネットワークの外です。確認してください。`,
  gatewayNeeded: ({ question }) => question,
  notOffered: ({ label, because }) => `提案できません: ${label}: ${because}`,
  sameCause: ({ devices }) => `同じ原因で ${devices.join('、')} も止まっています。`,
  alsoAffected: ({ devices, option }) =>
    `同じ原因で ${devices.join('、')} も止まっています。${option} を付けると、一度の承認ですべて直せます。`,
  byHand: 'root で手で実行してください（永続ではありません: 再起動で失われます）:',
  rest: ({ cause, option }) => `${cause} · ${option}: パケットの経路、証拠、コマンド、影響`,
  recorded: ({ triage }) => `記録 ${triage}`,
  assumed: ({ first, more, option }) =>
    `出力になく、仮定したこと: ${first}${more === 0 ? '' : `、ほか ${more} 件 (${option})`}`,
  proof: ({ run, on }) => `確定するには${on === undefined ? '' : `、${on} で`}: ${run}`,
  next: ({ run }) => `次: ${run}`,
  nextOn: ({ run, on }) => `次${on === undefined ? '' : `（${on} で）`}: ${run}`,
  nextNothing: '次: 直すものはありません。',
  nextByHand: ({ host }) => `次: 上のコマンドを ${host} で実行してください。`,
  nextByHandHidden: ({ host, option }) =>
    `次: コマンドを ${host} で root として実行してください。${option} で表示されます。`,
  nextSender: '次: 誰かが ping している間にもう一度確認するか、--from で送信元を指定してください。',
  nextShowMore:
    '次: "ip addr"、"ip rule"、"ip route show table all" の出力とキャプチャも一緒に貼り付けてください。',
};

export const detail: TerminalTexts['detail'] = {
  packetPath: 'パケットの経路',
  witnesses: 'ホストは受け取って応答するか',
  evidence: '証拠',
  moreLines: ({ lines }) => `… 他 ${lines} 行（--json にすべてあります）`,
  remedy: ({ label, id, recommended }) => `${recommended ? '推奨の対処' : '対処'}: ${label}（${id}）`,
  repairs: ({ because }) => `これで直ります: ${because}`,
  doesNotRepair: ({ because }) => `これでは直りません: ${because}`,
  depends: ({ because }) => `これで直るかもしれません: ${because}`,
  stillStopped: ({ causes }) => `その後に次に妨げるもの: ${causes.join(', ')}`,
  gateway: ({ address, sources }) => `ゲートウェイ ${address}${inBrackets(sources)}`,
  gatewayAssumed: ({ address, sources }) =>
    `ゲートウェイ ${address} は推定です${inBrackets(sources)}。確認してください`,
  gatewayOutside: ({ networks }) =>
    `インターフェースのネットワークの外です${inBrackets(networks)}。確認してください`,
  also: ({ device }) => `${device} も直します`,
  leftOut: ({ device, because }) => `${device} は含みません: ${because}`,
  addGateway: ({ question }) => `${question} --gateway IP を付けてください。`,
  refused: ({ because }) => `提案できません: ${because}`,
  commands: 'コマンド:',
  undo: '取り消し（直ったと確認されなければホスト自身が実行）:',
  byHand: 'root で手で実行する場合。残す操作をしなければ 5 分後に元に戻ります:',
  moreFlows: ({ more }) => `${more}（--json にすべてあります）`,
  risk: ({ risk }) => `影響: ${risk}`,
  lookYourself: '手動で確認',
  handleYourself: '手動で実行',
  why: ({ link }) => `解説: ${link}`,
  note: ({ remark }) => `注: ${remark}`,
  code: ({ cause, stage }) => `cause: ${cause}${stage === null ? '' : `, stage: ${stage}`}`,
};

function inBrackets(parts: readonly string[]): string {
  return parts.length === 0 ? '' : `（${parts.join('; ')}）`;
}

export const looking: TerminalTexts['looking'] = {
  likelyEarly: ({ headline }) => `可能性大: ${headline}`,
  nothingEarly: '状態には妨げるものがありません。',
  proofAwaited: ({ run }) =>
    `確定のためパケットを待っています。${run === undefined ? '' : `実行してください: ${run}`}`,
  mcpListens: ({ address, port }) =>
    `http://${address.includes(':') ? `[${address}]` : address}:${port}/mcp でエージェントに答えます。`,
  notRecorded: ({ message, nextStep }) => `この診断は記録されていません: ${message}${nextStep}`,
  timings: ({ parts, total }) => `時間: ${parts.join('、')}。合計 ${total}`,
};

export const interrupted: TerminalTexts['interrupted'] = {
  nothing: '中断しました。何も変更していません。',
  unfinished: '中断しました。終わっていません。もう一度実行してください。',
  nothingOn: ({ host }) => `中断しました。${host} では何も変更していません。`,
  approved: ({ host, undo }) =>
    `中断しました。${host} はまだ変更していませんが、変更は承認済みで、動作中のボットが実行します。終わらせるには: ${undo}`,
  applying: ({ host, minutes, undo }) =>
    `中断しました。${host} の変更は始まっていて未確認です。ホスト自身が ${minutes} 分以内に元に戻します（ボットや次のコマンドが先に確認したときは残ります）。すぐ取り消すには: ${undo}`,
  unverified: ({ host, at, undo }) =>
    `中断しました。${host} に未確認の変更が残っています。ホスト自身が ${at} に元に戻します（ボットや次のコマンドが先に確認したときは残ります）。すぐ取り消すには: ${undo}`,
  undoing: ({ host, again }) =>
    `中断しました。${host} の取り消しは終わっていないかもしれません。終わらせるには: ${again}`,
  committed: ({ host, undo }) => `中断しました。確認済みの対処が ${host} に残ります。取り消すには: ${undo}`,
};
