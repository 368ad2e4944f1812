/** Causes that say why an answer takes another way than its request came; without what shows why, the way itself is true. */
const WHY_ELSEWHERE: ReadonlySet<string> = new Set([
  'policy-rule-shadowed',
  'policy-rule-missing',
  'policy-table-empty',
  'policy-table-hides-connected',
  'vpn-captures-reply',
  'duplicate-connected-prefix',
]);

/** What is true besides the cause of a scenario once something of it is not shown. */
const BY_SCENARIO: Readonly<Record<string, readonly (readonly [hidden: RegExp, cause: string])[]>> = {
  // Without the large probe nothing but answered requests is left.
  'mtu-blackhole': [[/-M do .*left out$/, 'healthy']],
  // The sender asks on its own link for a host that is behind its router: the request does not come either.
  'wrong-prefix-length-at-the-sender': [
    [/^server-a: (?:ip addr|tcpdump)/, 'request-not-arriving'],
    [/^server-a: (?:ip addr|tcpdump)/, 'sender-side'],
  ],
  // The other machine takes the request; who it is stands in the hardware addresses of the capture alone.
  'duplicate-address-asks-for-the-gateway': [[/^server-b: tcpdump/, 'request-not-arriving']],
  'duplicate-address-seen-by-the-sender': [[/^server-[ab]: tcpdump/, 'request-not-arriving']],
};

/** Causes that are right too where a console shows less: less was seen, and what is said of it holds. */
export function alsoTrue(scenario: string, cause: string, hidden: string): readonly string[] {
  const special = BY_SCENARIO[scenario] ?? [];
  return [
    ...(WHY_ELSEWHERE.has(cause) ? ['reply-leaves-other-interface'] : []),
    ...special.filter(([form]) => form.test(hidden)).map(([, also]) => also),
  ];
}
