import { openStore } from '../../../src/store/index.ts';
import { startWorker } from '../../../src/triage/index.ts';
import { directory, fakeAnalyze, fakeHosts, openWorld, settingsWith } from '../world.ts';

const [data = '', world = '', every] = process.argv.slice(2);
const watch = every === undefined ? undefined : { every: Number(every), for: 600_000 };
const store = await openStore({ dataDirectory: data });
const hosts = fakeHosts(openWorld(world));
await startWorker({
  ...store,
  hosts,
  analyze: fakeAnalyze,
  directory,
  settings: settingsWith({}, { watch }),
  timing: { roundSeconds: 1 },
});
console.log('ready');
