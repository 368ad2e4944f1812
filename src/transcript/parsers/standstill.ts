/** What a tool prints when the connection is open and its first bytes are sent, and what it prints once anything came back. */
const TOOLS: Readonly<Record<string, { opened: RegExp; waits: RegExp; goesOn: RegExp }>> = {
  curl: {
    opened: /^\* (?:Connected to|SSL connection)/,
    waits:
      /^\* TLSv1\.\d \(OUT\), TLS handshake, Client hello|^> [A-Z]{3,8} \S+ HTTP|^\* (?:Request completely sent off|ALPN)/,
    goesOn:
      /^\* TLSv1\.\d \(IN\)|^\* SSL connection using|^< |^\* (?:Empty reply|Recv failure|OpenSSL SSL_connect: SSL_ERROR)|^\*? ?curl: \((?:35|52|56)\)/,
  },
  ssh: {
    opened: /^debug1: Connection established\.|^debug1: SSH2_MSG_KEXINIT sent/,
    waits: /^debug1: (?:expecting SSH2_MSG_KEX\w*_REPLY|SSH2_MSG_KEXINIT sent)/,
    goesOn:
      /^debug1: (?:SSH2_MSG_KEX\w*_REPLY received|Server host key|got SSH2|rekey |SSH2_MSG_NEWKEYS|Authentications? )/,
  },
  openssl: {
    opened: /^CONNECTED\(/,
    waits: /^CONNECTED\(/,
    goesOn: /^---|^Certificate chain|^Server certificate|:error:|^depth=\d|^verify /,
  },
  wget: {
    opened: /connected\.$/,
    waits: /awaiting response\.\.\.\s*$/,
    goesOn: /awaiting response\.\.\. \d{3}|^HTTP\/|^Length: |saved \[/,
  },
};

/**
 * Whether the connection opened and then stood still: the first bytes of the exchange are sent, and nothing of it comes back.
 * `said`: the lines that the tool printed, trimmed.
 */
export function standsStill(tool: string, said: readonly string[]): boolean {
  const forms = TOOLS[tool];
  if (forms === undefined || !said.some((line) => forms.opened.test(line))) return false;
  return said.some((line) => forms.waits.test(line)) && !said.some((line) => forms.goesOn.test(line));
}
