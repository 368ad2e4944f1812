/**
 * A ping's words in English. Windows and iputils print them in the language of their user; accented letters may have been
 * broken by a code page on the way into the paste, so that each stands for any few characters here.
 */
const A = '.{1,3}';

/** `Ping wird ausgeführt für NAME [ADDRESS] mit 32 Bytes Daten:` */
const OPENINGS = [
  `Ping wird ausgef${A}hrt f${A}r`,
  `Envoi d${A}une requ${A}te ${A}Ping${A} `,
  'Haciendo ping a',
  'Esecuzione di Ping',
  'Disparando(?: contra)?',
  'A enviar pings? para',
  'Pingen naar',
  'Badanie',
  'Обмен пакетами с',
  'Skickar ping-signaler till',
  'Příkaz PING na',
];
const OPENING = new RegExp(
  `^(?:${OPENINGS.join('|')})\\s{1,3}(\\S{1,253}?)(?: \\[([0-9a-f.:%]{2,60})\\])?(?: по)? \\S{1,4} (\\d{1,5}) `,
  'i',
);

/** `Antwort von ADDRESS: …` */
const ANSWERS = [
  'Antwort von',
  `R${A}ponse de`,
  'Respuesta desde',
  'Risposta da',
  'Resposta de',
  'Antwoord van',
  `Odpowied${A} z`,
  'Ответ от',
  `Svar fr${A}n`,
  `Odpov${A}ď od`,
];
const ANSWER = new RegExp(`^(?:${ANSWERS.join('|')})\\s{1,3}([0-9a-f.:%]{2,60}?) ?: ?(.{3,200})$`, 'i');
/** `Bytes=32 Zeit<1ms TTL=128`: of whichever language, and IPv6 without the first and the last. */
const FIGURES = /(?:\S{3,12}(?: \S{3,6})?=\d{1,5} )?[^\s=<]{3,12}([=<])(\d{1,6}) ?[a-zа-я]{1,4}\b/i;

/** `Von ADDRESS icmp_seq=1 …`: iputils. */
const FROM = /^\p{L}{1,8} (\S{2,253}(?: \([0-9a-f.:%]{2,60}\))?):? (icmp_seq=\d{1,9}) (.{3,120})$/u;

/** `Pakete: Gesendet = 4, Empfangen = 0, Verloren = 4` */
const TOTALS =
  /^[^\d:=,]{5,14} ?: ?[^\d:=,]{3,24} = (\d{1,9}), ?[^\d:=,]{3,24} = (\d{1,9}), ?[^\d:=,]{3,24} = (\d{1,9})/;

const STATISTICS = new RegExp(
  `^(?:Ping-?statisti\\S{1,4}|Statisti\\S{2,3} Ping|Estad${A}sticas de ping|Estat${A}sticas do ping|Statystyka badania ping|Статистика Ping)(?: \\S{2,4})? (\\S{2,253}):$`,
  'i',
);

const TIMEOUTS = new RegExp(
  `^(?:Zeit${A}berschreitung der Anforderung|D${A}lai d${A}attente de la demande d${A}pass${A}|Tiempo de espera agotado para esta solicitud|Richiesta scaduta|Esgotado o tempo limite do pedido|Pedido expirou|Time-out bij opdracht|Up${A}yn${A} limit czasu ${A}${A}dania|Превышен интервал ожидания для запроса|Beg${A}ran gjorde timeout|Vypršel časový limit žádosti)`,
  'i',
);

/** What a router or the own kernel says, by the words that tell it apart. */
const ERRORS: readonly (readonly [words: RegExp, english: string])[] = [
  [
    new RegExp(
      `Ziel-?(?:host|rechner) (?:ist )?nicht erreichbar|(?:joindre l${A}h${A}te de destination|h${A}te de destination in\\w{5,12})|host de destino inac\\w+|host di destinazione (?:non raggiungibile|irraggiungibile)|bestemmingshost (?:is )?(?:niet bereikbaar|onbereikbaar)|host docelowy jest nieosi${A}galny|узел недоступен|m${A}lv${A}rden kan inte n${A}s`,
      'i',
    ),
    'Destination host unreachable.',
  ],
  [
    new RegExp(
      `Ziel-?netz(?:werk)? (?:ist )?nicht erreichbar|joindre le r${A}seau de destination|r${A}seau de destination in\\w{5,12}|red de destino inac\\w+|rede de destino inac\\w+|rete di destinazione (?:non raggiungibile|irraggiungibile)|bestemmingsnetwerk (?:is )?(?:niet bereikbaar|onbereikbaar)|sie${A} docelowa jest nieosi${A}galna|сеть недоступна`,
      'i',
    ),
    'Destination net unreachable.',
  ],
  [
    new RegExp(
      `G${A}ltigkeitsdauer wurde|dur${A}e de vie TTL expir|TTL expir(?:ado|ada|${A} lors)|TTL scaduto|TTL verlopen|Превышен срок жизни|Limit czasu wygas`,
      'i',
    ),
    'TTL expired in transit.',
  ],
];

/** The line as an English system prints it; another's line, and what is English already, stays as it is. */
export function pingInEnglish(line: string): string {
  const opening = OPENING.exec(line);
  if (opening) {
    const [, name = '', address, size = ''] = opening;
    return `Pinging ${name}${address === undefined ? '' : ` [${address}]`} with ${size} bytes of data:`;
  }
  const answer = ANSWER.exec(line);
  if (answer) {
    const [, by = '', told = ''] = answer;
    const [, relation, time] = FIGURES.exec(told) ?? [];
    if (relation !== undefined) return `Reply from ${by}: time${relation}${time}ms`;
    const error = errorInEnglish(told);
    return error === undefined ? line : `Reply from ${by}: ${error}`;
  }
  const totals = TOTALS.exec(line);
  if (totals) return `Packets: Sent = ${totals[1]}, Received = ${totals[2]}, Lost = ${totals[3]}`;
  if (TIMEOUTS.test(line)) return 'Request timed out.';
  const statistics = STATISTICS.exec(line);
  if (statistics) return `Ping statistics for ${statistics[1]}:`;
  const from = line.startsWith('From ') ? undefined : FROM.exec(line);
  if (from) return `From ${from[1]} ${from[2]} ${errorInEnglish(from[3] ?? '') ?? from[3]}`;
  return line;
}

/** What an error says, as an English system prints it; undefined where it is none that is known. */
export function errorInEnglish(told: string): string | undefined {
  return ERRORS.find(([words]) => words.test(told))?.[1];
}
