import { type Refusal, sysctlKey } from '../model/index.ts';
import { kernelModel, type SourceValidation } from '../routes/index.ts';
import { rpFilterKeys } from '../rp-filter-setting.ts';
import { lacksMainRule } from '../seen/rules.ts';
import { cite, deviceOf, type Walk, waysOf } from '../walk/index.ts';
import { asUsual } from './as-usual.ts';
import { type Assumption, type CauseFile, type Claim, claim, LINKS } from './cause.ts';
import { attributedSettings, routingRests, undecided } from './priors.ts';
import { isDroppedBeforeValidation, isPublishedPort } from './published-port-reverse-path.ts';
import { strictSetting } from './strict-setting.ts';
import { outsideTheVrf } from './vrf-mismatch.ts';

/** RFC 3704 strict reverse path: the way back to the source is another interface than it came in on. */
export const strictRpFilter: CauseFile<'strict-rp-filter'> = {
  code: 'strict-rp-filter',
  claims(walk) {
    const { validation } = walk.modelled;
    const { family } = walk.asked;
    const published = isPublishedPort(walk);
    if (family === 6 || outsideTheVrf(walk) || published === true || isDroppedBeforeValidation(walk))
      return [];
    if (validation.verdict === 'refused') {
      const open = published === false ? [] : [undecided(published)];
      return validation.reason === 'strict' ? [strict(walk, validation, [...restsOf(walk), ...open])] : [];
    }
    if (validation.verdict === 'accepted') return [];
    return ifItWereStrict(walk);
  },
  remedies: ['restore-policy-table', 'policy-routing', 'src-valid-mark', 'loose-rp-filter'],
  advice: (_, { byMark }) =>
    byMark
      ? { commands: [['sysctl', '-w', 'net.ipv4.conf.all.src_valid_mark=1']], link: LINKS.ipSysctl }
      : { commands: [['sysctl', '-ar', '\\.rp_filter']], link: LINKS.ingressFiltering },
};

function strict(walk: Walk, validation: SourceValidation, rests: Assumption[], told?: Refusal): Claim {
  const { state } = walk.modelled;
  const { ingress } = walk.seen;
  const [all, own] = rpFilterKeys(ingress).map((key) => state.sysctls?.[key]);
  const facts = {
    ways: waysOf(validation.reverse ?? walk.modelled.replyRoute),
    ...(all === undefined ? {} : { all }),
    ...(own === undefined ? {} : { own }),
    ...(markWouldHelp(walk) ? { byMark: true } : {}),
    ...(told === undefined ? {} : { told }),
  };
  return claim({ cause: 'strict-rp-filter', facts }, 'source-validation', {
    countsReversePath: true,
    evidence: cite(walk, 'rp_filter', 'sysctls', 'routes', 'rules', 'oracle', 'counters'),
    rests,
    ...(lacksMainRule(walk) ? { surmised: true } : {}),
  });
}

/** What the host shows of the way back, and of the setting. */
function restsOf(walk: Walk): Assumption[] {
  return [...routingRests(walk), ...attributedSettings(walk, rpFilterKeys(walk.seen.ingress))];
}

/**
 * The setting, or the way back, was not shown. A refusal that the kernel itself told (a martian in its log, its answer to
 * `ip route get`) stands for the setting: in loose mode a source with some route back would have passed.
 */
function ifItWereStrict(walk: Walk): Claim[] {
  const { ingress, refusal } = walk.seen;
  const { validation, replyRoute, validationWhy } = walk.modelled;
  if (validation.verdict !== 'unknown') return [];
  // Where the settings are shown and are not strict, what else is open makes no difference.
  if (validation.mode !== undefined && validation.mode !== 1) return [];
  const inStrictMode = validation.byMode?.find(({ mode }) => mode === 1);
  if (inStrictMode) {
    if (inStrictMode.verdict === 'accepted') return [];
    if (inStrictMode.verdict === 'refused' && inStrictMode.reason !== 'strict') return [];
  }
  const back = deviceOf(replyRoute);
  if (inStrictMode === undefined && back === ingress) return unmarked(walk);
  const setting = refusal === undefined ? strictSetting(walk) : [];
  const { question } = validation;
  // The kernel's own answer to the way back stands for the routes that were not shown.
  const routes: Assumption[] = question.about === 'sysctl' || back !== undefined ? [] : [undecided(question)];
  const defaults = routingRests(walk, validationWhy.assumed);
  const rests = [...defaults, ...routes, ...setting];
  const claimed = strict(walk, inStrictMode ?? validation, rests, refusal);
  const isBare = back === undefined && inStrictMode === undefined && refusal === undefined;
  if (!isBare) return [claimed];
  const usual = strictAsUsual(walk);
  if (usual !== undefined) {
    const rules = { question, kind: 'open', otherwise: 'default' } as const;
    return [strict(walk, usual, [...defaults, rules, ...setting])];
  }
  // Nothing shown speaks for it: where the setting is not shown either, whatever is shown to stop the packet is likelier.
  const untold = setting.some(({ kind }) => kind === 'open');
  const against = routes.map((one) => (untold ? { ...one, otherwise: 'default' as const } : one));
  return [{ ...claimed, bare: true, rests: [...defaults, ...against, ...setting] }];
}

/** The answer goes back by its mark, which the check takes into account only where `src_valid_mark` is set: by default it is not. */
function unmarked(walk: Walk): Claim[] {
  const { state, validation, inwardQuery } = walk.modelled;
  const { ingress } = walk.seen;
  const keys = ['all', ingress].map((dev) => sysctlKey(4, dev, 'src_valid_mark'));
  const isAsked =
    validation.verdict === 'unknown' &&
    validation.question.about === 'sysctl' &&
    validation.question.keys.some((key) => keys.includes(key));
  if (!isAsked) return [];
  const unset = Object.fromEntries(keys.map((key) => [key, '0']));
  const strictMode = Object.fromEntries(rpFilterKeys(ingress).map((key) => [key, '1']));
  const sysctls = { ...unset, ...strictMode, ...state.sysctls };
  const refused = kernelModel({ ...state, sysctls }).validateSource(inwardQuery);
  if (refused.verdict !== 'refused' || refused.reason !== 'strict') return [];
  const rests: Assumption[] = [
    ...routingRests(walk),
    { question: { about: 'sysctl', keys }, kind: 'default', otherwise: 'unusual' },
    ...strictSetting(walk),
  ];
  return [strict(walk, refused, rests)];
}

/** The refusal, or what would be one in strict mode, where the rules go on as kernels begin. */
function strictAsUsual(walk: Walk): SourceValidation | undefined {
  const validation = asUsual(walk)?.validation;
  const strictly =
    validation?.verdict === 'unknown' ? validation.byMode?.find(({ mode }) => mode === 1) : validation;
  return strictly?.verdict === 'refused' && strictly.reason === 'strict' ? strictly : undefined;
}

/** A policy by marks (connmark) routes answers rightly and still fails strict mode until `src_valid_mark` is set (measured). */
export function markWouldHelp({
  modelled: { passage, state, inwardQuery, replyRoute },
  seen: { ingress },
}: Walk): boolean {
  if (passage.mark === undefined || deviceOf(replyRoute) !== ingress) return false;
  const sysctls = { ...state.sysctls, [sysctlKey(4, 'all', 'src_valid_mark')]: '1' };
  return kernelModel({ ...state, sysctls }).validateSource(inwardQuery).verdict === 'accepted';
}
