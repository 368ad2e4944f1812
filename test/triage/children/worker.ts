import { openStore } from '../../../src/store/index.ts';
import { startWorker } from '../../../src/triage/index.ts';
import { directory, fakeAnalyze, fakeHosts, openWorld, settingsWith } from '../world.ts';

const [data = '', world = '', every, wait = '30'] = process.argv.slice(2);
const watch = every === undefined || every === '-' ? undefined : { every: Number(every), for: 600_000 };
const store = await openStore({ dataDirectory: data });
const hosts = fakeHosts(openWorld(world));
await startWorker({
  ...store,
  hosts,
  analyze: fakeAnalyze,
  directory,
  settings: settingsWith({}, { watch, capture: { seconds: 8, wait: Number(wait), packets: 50 } }),
  timing: { roundSeconds: 1 },
});
console.log('ready');
