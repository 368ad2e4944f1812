/**
 * What people write of an attempt, by language. `fails` is what by itself says that nothing came back; `works` says the
 * opposite where nothing in the clause denies it. A word stands for all its forms that begin so.
 */
type Vocabulary = { readonly fails: readonly string[]; readonly works: readonly string[] };

const ENGLISH: Vocabulary = {
  fails: [
    String.raw`\b(?:can(?:'|no|\s?no)?t|can not|could(?:n'?t| not)|unable to|not able to|never|nobody|no one|none)\b[^,;]{0,40}?\b(?:ping(?:s|ed)?|reach(?:es|ed)?|connects?|get(?:s)?(?: (?:to|through|an?y?|back|them|it|one))|sees? (?:it|them|any)|receives?|access|contact|talk to|ssh|telnet|be (?:pinged|reached|accessed|contacted)|answers?|repl(?:y|ies)|responds?|comes? back|arrives?(?: back)?)\b`,
    String.raw`\bnothing\s(?:\w+\s)?(?:answers|replies|responds|pings)\b`,
    String.raw`\b(?:does(?:n'?t| not)|do(?:n'?t| not)|did(?:n'?t| not))\s(?:ever\s)?(?:get|see|receive)\s(?:\w+\s){0,2}?(?:any|it|them|repl\w+|answers?|response\w*|packets?|anything|one)\b`,
    String.raw`\b(?:does(?:n'?t| not)|do(?:n'?t| not)|did(?:n'?t| not)|wo(?:n'?t)|will not|is(?:n'?t| not)|are(?:n'?t| not)|never|no longer|not)\s(?:even\s|get\s|be\s|to\s|seem to\s)?(?:answer(?:ed|ing|s)?|repl(?:y|ies|ied|ying)|respond(?:s|ing|ed)?|pings?\b|pinging|pingable|reachable|accessible|reached|works?\b|working|come (?:back|through)|arrive|reach (?:us|me|him|her|them|the))`,
    String.raw`\b(?:un(?:reachable|pingable|responsive))\b`,
    String.raw`\bno (?:reply|replies|answers?|responses?|pings?|echo repl(?:y|ies)|pong|connection|luck)\b`,
    String.raw`\b(?:sees?|gets?|got|receives?|received|getting|seeing) (?:nothing|none|no (?:reply|replies|answers?|responses?|packets?)|only timeouts?)\b`,
    String.raw`\bnothing (?:comes?|came|arrives?|arrived|gets?|got) (?:back|there|at|on|in|through)\b`,
    String.raw`\b(?:tim(?:es|ed|ing|e)[ -]?outs?|timeouts?)\b`,
    String.raw`\b100 ?% (?:packet )?loss\b`,
    String.raw`\b(?:ping|pings|pinging|connect|connection|connecting|ssh|curl)\b[^,;]{0,50}?\b(?:fails?|failed|hangs?|dead|dies)\b`,
    String.raw`\b(?:can|do|does|is)(?:n'?t| not|not)\s*[.;:!]?\s*$`,
    String.raw`\b(?:is|are|stays?|went|remains?) (?:dead|silent|down|gone|dark|offline)\b`,
  ],
  works: [
    String.raw`\b(?:can|could|able to|still|do|does|to)\s(?:still |even )?(?:ping|reach|connect|access|get (?:to|through))`,
    String.raw`\b(?:answers?|replies|responds?)(?=\s(?:fine|ok|from|pings?|icmp|everything|everybody|everyone|all|me|us|on|ssh|in|as|the|to (?:pings?|me|us|it|everything))\b|\s?[.,;!:)"»]|\s?$)`,
    String.raw`\b(?:answered|replied|reachable|pingable)\b`,
    String.raw`\b(?:works?|working|worked)\b`,
    String.raw`\b(?:is|are|pings?|all) (?:fine|ok|okay|good|green|alive|up)\b`,
    String.raw`\bpings? (?:fine|ok|okay|well)\b`,
    String.raw`\b(?:can|does)\s*[.;:!]?\s*$`,
  ],
};

const GERMANIC: Vocabulary = {
  fails: [
    String.raw`\b(?:antworte(?:t|n|te)|reagier(?:t|en|te)|funktionier(?:t|en|te)|geht|gehen|ging|l(?:ä|ae)uft|klappt|erreich(?:t|en|e|bar)|erreichbar|anpingbar|pingbar|anpingen|pingen|durch|zur(?:ü|ue)ck|kommt|kommen)\b[^,;]{0,40}?\b(?:nicht|nix|nichts|nie|keine?[rsnm]?|niemand)\b`,
    String.raw`\b(?:nicht|nix|nichts|nie|keine?[rsnm]?|niemand|weder)\b[^,;]{0,40}?\b(?:antwort(?:et|en)?|reagiert|erreich(?:t|en|bar)|erreichbar|anpingbar|pingbar|anpingen|pingen|an|durch|zur(?:ü|ue)ck|verbindung|ping)\b`,
    String.raw`\b(?:unerreichbar|zeit(?:ü|ue)berschreitung|tot)\b`,
    String.raw`\bl(?:ä|ae)uft (?:in (?:einen|den|ein) )?time-?outs?`,
    String.raw`\b(?:svarar|svarer|svarede|virker|fungerar|fungerer) (?:inte|ikke)\b|\b(?:inget|intet|ingen) svar|\b(?:går|kan) (?:inte|ikke)\b[^,;]{0,30}ping|\bvastaa\b`,
    String.raw`\b(?:antwoordt|reageert|werkt) niet\b|\bniet (?:bereikbaar|te (?:pingen|bereiken))\b|\bgeen (?:antwoord|reactie|ping)\b|\bonbereikbaar\b`,
  ],
  works: [
    String.raw`\b(?:antwortet|antworten|erreichbar|anpingbar|pingbar|funktioniert|geht|gehts|klappt|l(?:ä|ae)uft)\b`,
    String.raw`\b(?:svarar|svarer|fungerar|virker|antwoordt|reageert|bereikbaar|werkt)\b`,
  ],
};

const ROMANCE: Vocabulary = {
  fails: [
    String.raw`\bn[e'’]\s?(?:r[ée]pond(?:ent|ait)?|passe(?:nt)?|marche(?:nt)?|fonctionne(?:nt)?|ping(?:ue|ent|e)?|re[çc]oi(?:t|vent)|arrive(?:nt)?|vo(?:it|ient))\b`,
    String.raw`\b(?:aucune?|pas de|sans) r[ée]ponses?\b|\binjoignable|\binaccessible|\bimpossible d(?:e|')\s?(?:ping|join|attein|se connect|acc[ée]d)|\bn'arriv\w+ pas à (?:ping|join|attein|se connect)`,
    String.raw`\bno (?:responden?|contestan?|llegan?|(?:se )?puede[ns]?|puedo|podemos|hacen? ping|recib\w+|funcionan?|alcanz\w+|va|hay (?:respuesta|ping))\b|\bsin respuesta|\bninguna respuesta|\binalcanzable|\bnunca (?:responde|llega|contesta)`,
    String.raw`\bn[ãa]o (?:respondem?|chega\w*|pinga\w*|consig\w+|conecta\w*|funcionam?|h[áa] resposta|recebe\w*|alcan[çc]a\w*|abrem?)|\bsem (?:resposta|ping)|\bnenhuma resposta|\binacess[íi]vel`,
    String.raw`\bnon (?:rispond\w+|ping\w+|raggiung\w+|(?:è |e' )?raggiungibil\w|funziona\w*|arriva\w*|riesc\w+|si (?:ping|raggiung)\w+|va\b|c'è risposta)|\bnessuna risposta|\birraggiungibil`,
    String.raw`\bnu (?:r[ăa]spund\w*|merge|func[țt]ioneaz[ăa]|ajunge)|\bno respon\b`,
  ],
  works: [
    String.raw`\br[ée]pond(?:ent)?\b|\bfonctionne(?:nt)?\b|\bmarche(?:nt)?\b|\bjoignable`,
    String.raw`\bresponden?\b|\bcontesta\b|\bfuncionan?\b|\bpinga\b|\brispond(?:e|ono)\b|\bfunziona(?:no)?\b|\braggiungibil`,
  ],
};

const SLAVIC: Vocabulary = {
  fails: [
    String.raw`(?<!\p{L})не\s?(?:отвеча|пингу|доход|доступ|работа|проход|приход|видит|видно|получа|могу|може|удаётся|удается|відповіда|пінгу|працю|відкрива)|(?<!\p{L})нет (?:ответ|пинг|связ)|(?<!\p{L})недоступ|(?<!\p{L})таймаут|(?<!\p{L})без ответ|(?<!\p{L})немає відпов`,
    String.raw`\bnie (?:odpowiada|pinguj|dzia[łl]a|da si[ęe]|mo[żz]\w+|dociera|wraca|przychodz|widzi)|\bbrak (?:odpowiedzi|pinga)|\bnieosi[ąa]galn`,
    String.raw`\bneodpov[íi]d|\bnedostupn|\bneping|\bnefunguj|\b[žz][áa]dn[áa] odpov|\bbez odpov|\bnejde\b|\bnereaguj|\bneodpoved|\bne odgovar|\bnedostop|\bnem v[áa]laszol|\bnem el[ée]rhet`,
  ],
  works: [
    String.raw`(?<!\p{L})(?:отвечает|пингуется|работает|доступен|доступна|відповідає|працює)`,
    String.raw`\b(?:odpowiada|dzia[łl]a|pinguje si[ęe]|odpov[íi]d[áa]|funguje|odgovarja|v[áa]laszol)\b`,
  ],
};

const OTHERS: Vocabulary = {
  fails: [
    String.raw`\b(?:cevap|yan[ıi]t) (?:vermiyor|gelmiyor|yok)|\bping (?:at[ıi]lam[ıi]yor|at[ıi]lm[ıi]yor|atam[ıi]yor|gitmiyor)|\bula[şs][ıi](?:lam[ıi]yor|lm[ıi]yor|m yok)|\b[çc]al[ıi][şs]m[ıi]yor`,
    `不通|(?:无|無|没有?|沒有?|未)(?:任何)?(?:响应|回应|回應|回复|回覆|应答|應答|返回)|(?:无法|無法|不能|没法)(?:访问|連線|连接|连上|ping)|连不上|連不上|打不开|超时|逾時|收不到|ping不到|不响应|不回`,
    `応答(?:が|も|は)?(?:な|無|あり?ません|返)|返(?:って|事が)?(?:こ|来)(?:な|ません)|返りません|届(?:か|き)(?:な|ません)|通(?:ら|り)(?:な|ません)|(?:つな|繋)がら?(?:な|り?ません)|(?:疎通|接続|通信|到達)(?:が|は)?でき(?:な|ません)|タイムアウト|反応(?:が|し)(?:な|ません)`,
    String.raw`응답(?:이|은|을)?\s?(?:없|안|하지|받지)|(?:핑|ping)(?:이|도)?\s?안|(?:연결|접속|통신)(?:이|은)?\s?(?:안|되지|불가)|안\s?됩니다|타임아웃`,
    `لا (?:يستجيب|يرد|يعمل|استطيع|أستطيع)|δεν (?:απαντ|λειτουργ|φτάν)|không (?:trả lời|phản hồi|ping|kết nối|truy cập)|tidak (?:bisa|merespon|menjawab|terhubung|dapat)|ไม่(?:ตอบ|ได้)|नहीं (?:देता|आता|मिल)`,
  ],
  works: [
    String.raw`(?:可以|能)(?:访问|ping)|正常|通的|応答(?:が|は)?(?:あり|返り)|(?:つな|繋)がり(?:ます)?|通(?:り|って)(?:ます|い)|응답(?:이|은)?\s?(?:있|합|옵)|(?:연결|접속)(?:이)?\s?됩`,
  ],
};

const ALL = [ENGLISH, GERMANIC, ROMANCE, SLAVIC, OTHERS] as const;

function anyOf(words: readonly string[]): RegExp {
  return new RegExp(words.join('|'), 'iu');
}

/** What by itself says that an attempt gets no answer. */
export const FAILS = anyOf(ALL.flatMap(({ fails }) => fails));
/** What says that it gets one, where nothing denies it. */
export const WORKS = anyOf(ALL.flatMap(({ works }) => works));

/** A clause that leaves out what the one before it said. */
export const ELLIPTIC =
  /\b(?:can|can'?t|cannot|do|don'?t|does|doesn'?t|is|isn'?t|kann|nicht|s[ií]|oui|non|no|не|нет)(?: not)?\s*[.;:!]?\s*$/iu;

/** What turns a clause into its opposite. */
export const DENIES =
  /\b(?:nobody|no one|none|not|no|never|neither|nor|nothing|without|can't|cannot|cant|doesn't|doesnt|isn't|only|hardly|except|nicht|kein\w*|nie|niemand|nur|ne|pas|aucune?|sans|jamais|no|nunca|nada|sin|s[oó]lo|n[ãa]o|sem|non|nessuno|senza|nie|brak|niet|geen|inte|ikke)\b|(?<!\p{L})(?:не|нет|только|ни)(?!\p{L})|[不没無无未]/iu;

/** What of a failure says that there is none (any more). */
export const NO_FAILURE =
  /\b(?:no longer|no more|not|never|without|doesn't|don't|no|nicht mehr|keine?n?|kein|plus de|ya no|sin|sem|senza)\s(?:\w+\s)?(?:tim(?:es?|ing|ed)[ -]?outs?|timeouts?|unreachable|dead|silent|down|fail\w*|loss|tot|unerreichbar|packet loss)/iu;

/** A denial that says that all is well. */
export const NO_TROUBLE =
  /\b(?:without|with no|no|ohne|kein\w*|sans|sin|sem|senza|bez|не|без)\s(?:any\s|irgendwelche\s)?(?:problem|issue|trouble|error|loss|fehler|probl[eè]m|erreur|error|erro|проблем|ошиб)\p{L}*/giu;

/** A clause of what was, of what should be, or of what somebody else would do. */
export const NOT_NOW =
  /\b(?:used to|until|till|should|shouldn't|would|wouldn't|could be|might|may|if|whether|unless|expected|supposed|früher|bis(?: gestern| heute| vor)|sollte|würde|falls|wenn|ob|damals|avant|devrait|si|jusqu|antes|debería|hasta|até|deveria|prima|dovrebbe|finché|kiedyś|powinien|раньше|должен|если|以前|应该|如果|以前は|はず)\b/iu;

/** A clause of what is so by now, whatever was said before. */
export const BY_NOW =
  /\b(?:now|again|fixed|solved|finally|by itself|jetzt|wieder|inzwischen|nun|maintenant|désormais|de nouveau|ahora|ya|de nuevo|agora|ora|adesso|teraz|już|teď|теперь|снова|уже|nu)\b|(?<!\p{L})(?:теперь|снова|уже)(?!\p{L})|现在|好了|今は|直り|이제/iu;

/** Words that say of an address, or of nothing in particular, that it is this machine's own. */
export const OURS =
  /\b(?:additional|secondary|second|2nd|third|extra|new|another|failover|fail-over|floating|elastic|virtual|alias|service|public|static|reserved|vip)\s(?:\w+\s){0,2}?(?:ip|ips|address|addr|leg|nic|eni|interface)s?\b|\b(?:failover|floating|elastic|virtual)[ -]?ip|\bvip\b|\b(?:zus[äa]tzliche?|weitere|zweite|neue)\w*\s(?:\w+\s){0,2}?(?:ip|adresse|ip-adresse)|\b(?:deuxi[èe]me|seconde|nouvelle)\s(?:adresse|ip)|\b(?:ip|adresse|direcci[óo]n) (?:suppl[ée]mentaire|additionnelle|adicional|secundaria|flotante)|\b(?:segunda|nueva|nova|seconda)\s(?:ip|direcci[óo]n|placa|interfa\w+|indirizzo)|дополнительн\w* (?:ip|адрес)|втор\w+ (?:ip|адрес)|附加|浮动|弹性|第二(?:个|块)|追加の?\s?ip|\b(?:on|to|at|auf|an|zu|sur|en|na|su) (?:my|our|this|the|mein\w*|unser\w*|diese\w*|ma|mon|mi|meu|minha) (?:\w+ )?(?:vm|vps|server|host|machine|box|droplet|instance|node|serveur|servidor|servidora|rechner|maschine)\b/iu;

/** Words of whom nobody wonders about: they stand on the way, or serve something else. */
export const ON_THE_WAY =
  /\b(?:gateway|gw|router|default route|nexthop|next hop|dns|nameserver|resolver|netmask|mask|subnet|network|netz|r[ée]seau|red|rede|rete|vpn pool|proxy|ntp|dhcp)\b|网关|網關|ゲートウェイ|шлюз|게이트웨이/iu;
