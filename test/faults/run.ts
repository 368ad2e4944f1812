// `npm run test:faults -- apply` or `-- store`: what fails, is killed or is cut; `--help` behind it says the options of each.
const SUITES: Readonly<Record<string, () => Promise<unknown>>> = {
  apply: () => import('./apply-run.ts'),
  store: () => import('./store-run.ts'),
};

const name = process.argv[2] ?? '';
const suite = Object.hasOwn(SUITES, name) ? SUITES[name] : undefined;
if (suite) await suite();
else {
  console.error(
    'Name a suite: "npm run test:faults -- apply" or "npm run test:faults -- store"; each says its options with --help.',
  );
  process.exitCode = 2;
}
