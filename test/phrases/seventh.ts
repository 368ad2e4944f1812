import type { Group } from './wordings.ts';

/*
 * Questions that name who asks with the answer: "not answer from", "no answer to".
 */

export const SEVENTH: Group = {
  fresh: [
    ['why does eth1 of server-b not answer from server-a', 'server-b eth1 from server-a'],
    ['why does eth1 on server-b not reply to server-a?', 'server-b eth1 from server-a'],
    ['why is eth1 of server-b not answering server-a', 'server-b eth1 from server-a'],
    ["why doesn't eth1 on server-b answer when pinged from server-a?", 'server-b eth1 from server-a'],
    ['how come server-a gets nothing back from eth1 of server-b', 'server-b eth1 from server-a'],
    ['what stops server-a from reaching eth1 of server-b', 'server-b eth1 from server-a'],
    ['is eth1 of server-b reachable from server-a?', 'server-b eth1 from server-a'],
    ['find out why server-a can not talk to server-b over eth1', 'server-b eth1 from server-a'],
    ['does server-b answer server-a on eth1', 'server-b eth1 from server-a'],
    ['eth1 of server-b does not respond to server-a', 'server-b eth1 from server-a'],
    ['pings sent by server-a to eth1 of server-b vanish', 'server-b eth1 from server-a'],
    ['server-b does not answer on eth1 when i ping it from server-a', 'server-b eth1 from server-a'],
    ['from where server-a sits, server-b eth1 is silent', 'server-b eth1 from server-a'],
    ['tell me why eth1 at server-b cannot be reached by server-a', 'server-b eth1 from server-a'],
    ['why can eth1 of server-b not be pinged from server-a', 'server-b eth1 from server-a'],
    ['eth1 of server-b: no reply to server-a', 'server-b eth1 from server-a'],
    ['server-a pings server-b eth1: timeout', 'server-b eth1 from server-a'],
    [
      'the eth1 interface of server-b is not answering requests that come from server-a',
      'server-b eth1 from server-a',
    ],
    ["why isn't server-b's eth1 answering anything from server-a", 'server-b eth1 from server-a'],
    ['why do packets from server-a to server-b eth1 go unanswered', 'server-b eth1 from server-a'],
    ['no pong from server-b eth1, pinger is server-a', 'server-b eth1 from server-a'],
    ['ping server-b eth1 from server-a', 'server-b eth1 from server-a'],
    ['check whether server-a reaches server-b on eth1', 'server-b eth1 from server-a'],
    ['why would eth1 of server-b not answer server-a', 'server-b eth1 from server-a'],
    ['why will eth1 of server-b not answer server-a', 'server-b eth1 from server-a'],
    ['why has eth1 of server-b stopped answering server-a', 'server-b eth1 from server-a'],
    ['server-b does not answer pings from server-a on eth1', 'server-b eth1 from server-a'],
    ["server-b doesn't answer from eth1 to server-a", 'server-b eth1 from server-a'],
    ['when server-a tries eth1 on server-b there is no answer', 'server-b eth1 from server-a'],
    ['eth1 of server-b seems dead as seen from server-a', 'server-b eth1 from server-a'],
  ],
};

export const SEVENTH_JAPANESE: Group = {
  seen: [
    ['なぜserver-bのeth1はserver-aに応答しないのか', 'server-b eth1 from server-a'],
    ['server-aからserver-bのeth1にpingしても応答なし', 'server-b eth1 from server-a'],
    ['server-bのeth1がserver-aからのpingに答えません', 'server-b eth1 from server-a'],
    ['server-aからだけserver-bのeth1に届きません', 'server-b eth1 from server-a'],
    ['server-aがserver-bのeth1にpingを打っても返ってこない', 'server-b eth1 from server-a'],
    ['server-bのeth1、server-aから見えません', 'server-b eth1 from server-a'],
    ['server-aからのリクエストにserver-b eth1が応答しない', 'server-b eth1 from server-a'],
    ['eth1（server-b）がserver-aから到達不能', 'server-b eth1 from server-a'],
    ['どうしてserver-aからのpingにserver-bのeth1が返事しないの？', 'server-b eth1 from server-a'],
    ['server-bはserver-aからeth1へのpingに応答しません', 'server-b eth1 from server-a'],
    ['server-aではserver-bのeth1から応答がない', 'server-b eth1 from server-a'],
    ['server-bのeth1はserver-aへ応答を返さない', 'server-b eth1 from server-a'],
  ],
};
