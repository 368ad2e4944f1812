import { formatPrefix, parsePrefix } from '../routes/index.ts';
import { deviceOf } from '../walk.ts';
import { capitalise, ip, LINKS, type Telling } from './telling.ts';

/** Causes in the policy rules and tables that route the answer. */
export const POLICY_WORDS = {
  'policy-rule-shadowed': (walk, { because }) => ({
    headline: `${walk.host} has the right policy rule for ${walk.flow.to}, but one before it decides`,
    explanation: `${capitalise(because)}. Rules are tried from the lowest number up, and the first that finds a route wins. Give the rule a lower number than the one that stands before it.`,
    advice: { commands: [ip(walk, 'rule', 'show'), ...rulesBefore(walk)], link: LINKS.ipRule },
  }),
  'policy-table-empty': (walk, { because }) => ({
    headline: `${walk.host}'s policy rule for ${walk.flow.to} leads to a table that has no route for it`,
    explanation: `${capitalise(because)}. The rule is there, but without a route in its table the next rules decide, and the answer goes another way. A link that went down and up again empties such a table and leaves the rule. Put the table's routes back.`,
    advice: { commands: [ip(walk, 'rule', 'show'), ...tablesOfRules(walk)], link: LINKS.ipRoute },
  }),
  'policy-rule-missing': (walk, { because }) => ({
    headline: `${walk.host} has policy rules for other addresses, and none for ${walk.flow.to}`,
    explanation: `${capitalise(because)}. Without a rule of its own, what ${walk.flow.to} answers goes by the main table, which is another interface. It needs the rule that the others have.`,
    advice: { commands: [ip(walk, 'rule', 'show')], link: LINKS.ipRule },
  }),
  'main-rule-missing': (walk, { because }) => ({
    headline: `${walk.host} has no policy rule that looks up the main table`,
    explanation: `${capitalise(because)}. Every kernel starts with a rule 32766 for it; somebody deleted it, and now none of the routes that "ip route" shows counts. Put the rules back.`,
    advice: {
      commands: [
        ip(walk, 'rule', 'add', 'pref', '32766', 'lookup', 'main'),
        ...(walk.family === 4 ? [['ip', 'rule', 'add', 'pref', '32767', 'lookup', 'default']] : []),
      ],
      link: LINKS.ipRule,
    },
  }),
  'policy-table-hides-connected': (walk, { because }) => {
    const { table } = walk.replyRoute.why;
    const own = walk.state.addresses?.find(
      ({ dev, family }) => dev === walk.ingress && family === walk.family,
    );
    const prefix = own && parsePrefix(`${own.local}/${own.prefixLength}`);
    const copy =
      prefix && table !== undefined
        ? [
            ip(
              walk,
              'route',
              'add',
              formatPrefix(prefix),
              'dev',
              walk.ingress,
              'scope',
              'link',
              'table',
              table,
            ),
          ]
        : [];
    return {
      headline: `${walk.host} sends answers for its own network ${prefix ? formatPrefix(prefix) : walk.ingress} to a gateway`,
      explanation: `${capitalise(because)}. A policy table is asked before main, and its default route covers everything, the networks on this host included. Copy that network's route into the policy table.`,
      advice: { commands: copy, link: LINKS.ipRule },
    };
  },
  'vpn-captures-reply': (walk, { because }) => ({
    headline: `${walk.host} sends the answers into its VPN (${deviceOf(walk.replyRoute) ?? 'tunnel'})`,
    explanation: `${capitalise(because)}. The VPN's rule takes everything that no earlier rule has claimed, answers to outside requests too. A rule for ${walk.flow.to} before it lets them go back by ${walk.ingress}.`,
    advice: { commands: [ip(walk, 'rule', 'show')], link: LINKS.ipRule },
  }),
  'duplicate-connected-prefix': (walk, { because }) => ({
    headline: `${walk.host} has ${walk.ingress} and ${deviceOf(walk.replyRoute) ?? 'another interface'} in the same network, and answers by the other`,
    explanation: `${capitalise(because)}. For one network Linux uses one of the routes, that of the lower metric or the older one, whichever interface was asked. Give ${walk.flow.to} policy routing, or the interfaces different networks.`,
    advice: {
      commands: [
        ip(walk, 'route', 'show', 'table', 'main'),
        ['sysctl', '-w', 'net.ipv4.conf.all.arp_ignore=1'],
        ['sysctl', '-w', 'net.ipv4.conf.all.arp_announce=2'],
      ],
      link: LINKS.ipSysctl,
    },
  }),
} as const satisfies Record<string, Telling>;

type Subject = Parameters<Telling>[0];

function ownRules({ state, family, flow }: Subject) {
  return (state.rules[family] ?? []).filter(
    ({ from, action }) => action.kind === 'lookup' && from !== undefined && from.split('/')[0] === flow.to,
  );
}

/** The rule once more, right before the one that decides. */
function rulesBefore(walk: Subject): string[][] {
  const decider = walk.replyRoute.why.rule?.preference;
  const [own] = ownRules(walk);
  if (decider === undefined || own?.action.kind !== 'lookup') return [];
  const preference = String(Math.max(1, decider - 1));
  return [
    ip(walk, 'rule', 'add', 'pref', preference, 'from', walk.flow.to, 'lookup', own.action.table),
    ip(walk, 'rule', 'del', 'pref', String(own.preference)),
  ];
}

function tablesOfRules(walk: Subject): string[][] {
  return ownRules(walk).flatMap(({ action }) =>
    action.kind === 'lookup' ? [ip(walk, 'route', 'show', 'table', action.table)] : [],
  );
}
