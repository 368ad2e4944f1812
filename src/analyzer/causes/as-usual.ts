import { covers, defaultRules, type HostState, withScope } from '../model/index.ts';
import { kernelModel, type RouteAnswer, type SourceValidation } from '../routes/index.ts';
import { once } from '../walk/index.ts';

/** What the model says of the flow. */
type AsUsual = { validation: SourceValidation; replyRoute: RouteAnswer };

/**
 * What the model says where a listing of rules that was cut goes on as kernels begin: with the looks at main and default. Undefined
 * where the rules are known, or none were shown.
 */
export const asUsual = once(
  ({ modelled: { state, inwardQuery, replyQuery }, asked: { family } }): AsUsual | undefined => {
    const shown = state.rules[family];
    if (shown === undefined || covers(state.coverage, 'rules', { family })) return undefined;
    const missing = defaultRules(family).filter(
      ({ preference }) => !shown.some((rule) => rule.preference === preference),
    );
    const whole: HostState = {
      ...state,
      rules: { ...state.rules, [family]: [...shown, ...missing] },
      coverage: withScope(state.coverage, 'rules', { family }),
      gaps: state.gaps.filter(({ part }) => part !== 'rules' && part !== `rules${family}`),
    };
    const model = kernelModel(whole);
    return { validation: model.validateSource(inwardQuery), replyRoute: model.lookup(replyQuery) };
  },
);
