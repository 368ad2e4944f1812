/** `npm run bench -- NAME [alone]`: what a number in the documents was measured with. */
const BENCHES: Readonly<Record<string, (alone: boolean) => Promise<void>>> = {
  story: async () => (await import('./story.ts')).benchStory(),
  model: async (alone) => (await import('./model.ts')).benchModel(alone),
  load: async (alone) => (await import('./load.ts')).benchLoad(alone),
  takeover: async () => (await import('./takeover.ts')).benchTakeover(),
  trail: async () => (await import('./trail.ts')).benchTrail(),
  scan: async (alone) => (await import('./scan.ts')).benchScan(alone),
  start: async () => (await import('./start.ts')).benchStart(),
  help: async () => (await import('./help.ts')).benchHelp(),
  verdict: async () => (await import('./verdict.ts')).benchVerdict(),
};

const [name = '', how] = process.argv.slice(2);
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench) await bench(how === 'alone');
else {
  console.error(`There is no bench "${name}". Name one of: ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 2;
}
