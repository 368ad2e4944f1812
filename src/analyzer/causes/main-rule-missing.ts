import { type CauseFile, ip, LINKS } from './cause.ts';
import { policyClaims } from './policy-fault.ts';

/** No rule looks up table main, so its routes are never used. */
export const mainRuleMissing: CauseFile<'main-rule-missing'> = {
  code: 'main-rule-missing',
  claims: (walk) => policyClaims(walk, 'main-rule-missing'),
  remedies: ['restore-main-rule'],
  advice: (walk) => ({
    commands: [
      ip(walk, 'rule', 'add', 'pref', '32766', 'lookup', 'main'),
      ...(walk.asked.family === 4 ? [['ip', 'rule', 'add', 'pref', '32767', 'lookup', 'default']] : []),
    ],
    link: LINKS.ipRule,
  }),
};
