/** `npm run bench -- NAME`: what a number in the documents was measured with. */
const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  model: async () => (await import('./model.ts')).benchModel(),
};

const [name = ''] = process.argv.slice(2);
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench) await bench();
else {
  console.error(`There is no bench "${name}". Name one of: ${Object.keys(BENCHES).join(', ')}.`);
  process.exitCode = 2;
}
