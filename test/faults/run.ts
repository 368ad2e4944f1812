// `npm run test:faults -- [apply | store] [options]`: what fails, is killed or is cut; each suite says its options.
const suites = {
  apply: () => import('./apply-run.ts'),
  store: () => import('./store-run.ts'),
};

const name = process.argv[2] ?? 'apply';
if (name.startsWith('--')) await suites.apply();
else if (name === 'apply' || name === 'store') await suites[name]();
else throw new Error(`There is no suite ${name}: there are ${Object.keys(suites).join(' and ')}.`);
