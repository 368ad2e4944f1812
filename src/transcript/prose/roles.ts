import { isAddress, plainAddress } from '../forms/addresses.ts';

/** Who tries to reach whom, as far as a clause writes their addresses. */
export type Roles = {
  from?: string;
  to?: string;
  port?: number;
  protocol?: 'icmp' | 'tcp' | 'udp';
  /** The interface that it is about. */
  device?: string;
};

const ADDRESS =
  /(?<![\w.:/-])(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){2,7})(?![\w/]|\.\d|:[0-9a-f]*:)/giu;
const DEVICE =
  /(?<![\w.@/-])(?:(?:eth|em|bond|team|wlan|vlan|br|ib|lan|wan|tun|tap|wg|veth|vmbr|enp?|ens|eno|enx|wlp|wls|venet|igb|vrf)\w{0,12}?\d\w{0,8}(?:\.\d{1,4})?|br-\w{2,12})(?![\w@/-]|:\d)/giu;

/** Before an address: it sends. */
const FROM =
  /(?:(?<![\p{L}])(?:from|von|vom|aus|depuis|desde|dal|dalla|из|с|со|від|från|fra|van|vanaf|din))(?![\p{L}])|[从從由]/giu;
/** Before an address: it is asked. */
const TO =
  /(?:(?<![\p{L}])(?:to|at|on|towards|nach|zu|zum|zur|auf|gegen|vers|à|au|sur|hacia|para|ao|до|на|к|till|til|naar|naartoe))(?![\p{L}])|[到向]/giu;
/** Short words that are articles in other languages: right before an address alone. */
const FROM_NEXT = /(?<![\p{L}])(?:de|da|du|z|ze)\s$/iu;
const TO_NEXT = /(?<![\p{L}])(?:a|al|an|do|na|en|em|su|la|ke|в)\s$/iu;
/** Behind an address, in languages that put it there. */
const FROM_BEHIND = /^\s?(?:\([^)]{1,40}\)\s?)?(?:から|より|에서|부터|'?[dt][ae]n\b)/iu;
const TO_BEHIND = /^\s?(?:\([^)]{1,40}\)\s?)?(?:に|へ|まで|宛|로\b|으로|까지|'?y?[ae]\b)/iu;
/** What is answered, and by whom: `no reply from 10.0.0.1`. */
const ANSWER =
  /(?<![\p{L}])(?:repl(?:y|ies)|answers?|responses?|pong|antwort(?:en)?|r[ée]ponses?|respuestas?|respostas?|rispost[ae]|odpowied\p{L}*|odpov\p{L}*|ответ\p{L}*|svar|antwoord)(?![\p{L}])|响应|回应|回复|応答|응답/iu;
const ANSWER_OF =
  /(?:repl(?:y|ies)|answers?|responses?|antwort(?:en)?|r[ée]ponses?|respuestas?|respostas?|rispost[ae]) (?:from|von|de|da|of)\s(?:\S+\s){0,3}\(?$|answered by\s(?:\S+\s){0,3}\(?$/iu;
/** Somebody does it to somebody: who stands before it sends, and whom it names behind it is asked. */
const REACHES =
  /(?<![\p{L}])(?:ping(?:s|ed|ing|en|e|er|ar|ować|uje|uj[eą])?|reach(?:es|ed|ing)?|connects?|access(?:es)?|get(?:s)? to|talk(?:s)? to|contacts?|ssh|telnet|curl|erreich(?:t|en|e)|anpingen|joindre|pinger|atteindre|alcanza\p{L}*|llega\p{L}* a|conecta\p{L}*|acced\p{L}*|raggiung\p{L}*|pinga\p{L}*|sees?|sieht|voit|ve|vidí|widzi|видит|пингует|достучаться)(?![\p{L}])/iu;
/** It is done to who stands before it. */
const IS_REACHED =
  /(?<![\p{L}])(?:be(?:en)? (?:pinged|reached|accessed|contacted)|(?:un)?reachable|(?:un)?pingable|(?:nicht |un)?erreichbar|anpingbar|pingbar|(?:in)?joignable|(?:in)?alcanzable|(?:ir)?raggiungibile|dostupn\p{L}*|nedostupn\p{L}*|доступ\p{L}*|недоступ\p{L}*|pings?)(?![\p{L}])/iu;

const SERVICES = [
  [/(?<![\p{L}])ssh (?:to|auf|nach|zu|vers|a|al|na)\b|(?<![\p{L}])ssh(?:ing)? (?:in|into)\b/iu, 22],
  [/(?<![\p{L}])https:\/\//iu, 443],
  [/(?<![\p{L}])http:\/\//iu, 80],
] as const;
const PORT =
  /(?<![\p{L}])(?:ports?|puerto|porta|порт|端口|ポート|포트)[ :=]{0,2}(\d{1,5})\b|\b(tcp|udp)[ /:](?:port )?(\d{1,5})\b|\b(\d{1,5})\/(tcp|udp)\b/iu;

/** What stands behind a verb that has nobody for its object: "10.0.0.1 does not ping from here". */
const NO_OBJECT =
  /^\s*(?:$|[.!?)"»,;:]|(?:from|any ?more|any longer|at all|again|since|yet|now|either|back|fine|ok|well|through|only|von|vom|aus|seit|mehr|auch|depuis|desde|più|da|z|ze|из|с|со|より)(?![\p{L}]))/iu;
/** Who stands before it is the one who waits for an answer. */
const RECEIVES =
  /(?<![\p{L}])(?:sees?|gets?|got|receives?|never gets|(?:doesn'?t|does not) (?:get|see|receive)|bekomm(?:t|en|e)|sieht|erh[äa]lt|re[çc]oit|voit|recibe|ve|recebe|riceve|vede|dostaje|widzi|видит|получает|vidí)(?![\p{L}])|收不到/iu;
/** It does so to somebody who asked: "eth1 does not answer 10.0.0.5". */
const ANSWERS =
  /(?<![\p{L}])(?:answer|answers|answering|answered|reply|replies|replying|respond|responds|responding|antwortet|r[ée]pond|responde|risponde|odpowiada|отвечает|odpov[íi]d[áa])(?![\p{L}])/iu;
/** Places at which somebody answers. */
const AT = /(?<![\p{L}])(?:on|at|auf|sur|en|em|su|na|на)\s(?:\S+\s){0,2}$/iu;

/**
 * The roles that the addresses of a clause have by the words around them. `another`: the clause only names another one of
 * whom the clause before told ("…, 10.0.0.2 does not").
 */
export function rolesIn(clause: string, another?: 'from' | 'to'): Roles {
  const roles: Roles = { ...serviceIn(clause) };
  const verb = activeVerb(clause);
  const receives = RECEIVES.exec(clause);
  const answers = ANSWERS.exec(clause);
  const found = [...clause.matchAll(ADDRESS)]
    .map((match) => ({ address: plainAddress(match[0]), at: match.index }))
    .filter(({ address }) => isAddress(address));
  let before = 0;
  for (const { address, at } of found) {
    const words = clause.slice(before, at);
    before = at + address.length;
    const isBehind = (other: RegExpExecArray | null) => other !== null && other.index < at;
    const behind = clause.slice(before);
    const isBetween = verb !== null && verb.index < at && verb.index >= at - words.length;
    const told =
      (isBehind(answers) && !ANSWER_OF.test(words) && !AT.test(words) ? 'from' : undefined) ??
      (FROM_BEHIND.test(behind) ? 'from' : TO_BEHIND.test(behind) ? 'to' : undefined) ??
      roleBy(words, isBetween) ??
      another;
    const waits = receives !== null && !isBehind(receives);
    const role = told ?? (verb !== null ? (at < verb.index ? 'from' : 'to') : waits ? 'from' : 'to');
    roles[role] ??= address;
  }
  const [device] = DEVICE.exec(clause) ?? [];
  DEVICE.lastIndex = 0;
  if (device !== undefined) roles.device = device;
  return roles;
}

/** A verb with somebody for its object; null where what stands there has none, or is done to who stands before it. */
function activeVerb(clause: string): RegExpExecArray | null {
  const verb = REACHES.exec(clause);
  if (verb === null || NO_OBJECT.test(clause.slice(verb.index + verb[0].length))) return null;
  const passive = IS_REACHED.exec(clause);
  return passive === null || (passive.index === verb.index && passive[0].length <= verb[0].length)
    ? verb
    : null;
}

/** The role that the last preposition before an address gives it; `behindVerb`: a verb stands in between and takes it. */
function roleBy(words: string, behindVerb: boolean): 'from' | 'to' | undefined {
  const last = (pattern: RegExp) => [...words.matchAll(pattern)].at(-1)?.index ?? -1;
  const [from, to] = [last(FROM), last(TO)];
  const verb = behindVerb ? (REACHES.exec(words)?.index ?? -1) : -1;
  if (TO_NEXT.test(words)) return 'to';
  if (FROM_NEXT.test(words) && !ANSWER_OF.test(words)) return 'from';
  if (Math.max(from, to) < 0 || verb > Math.max(from, to)) return undefined;
  if (from < to) return 'to';
  // "no answer from": who does not answer was asked.
  return ANSWER.test(words.slice(Math.max(0, from - 24), from)) ? 'to' : 'from';
}

function serviceIn(clause: string): Pick<Roles, 'port' | 'protocol'> {
  const match = PORT.exec(clause);
  const port = Number(match?.[1] ?? match?.[3] ?? match?.[4]);
  if (match && port > 0 && port < 65_536) {
    const protocol = (match[2] ?? match[5])?.toLowerCase() === 'udp' ? 'udp' : 'tcp';
    return { port, protocol };
  }
  const service = SERVICES.find(([words]) => words.test(clause));
  if (service) return { port: service[1], protocol: 'tcp' };
  return /(?<![\p{L}])(?:an)?ping|пинг|핑/iu.test(clause) ? { protocol: 'icmp' } : {};
}
