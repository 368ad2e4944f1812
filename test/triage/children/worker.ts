import { openStore } from '../../../src/store/index.ts';
import { startWorker } from '../../../src/triage/index.ts';
import { fakeAnalyze, fakeHosts, openWorld, settingsWith } from '../world.ts';

const [directory = '', world = ''] = process.argv.slice(2);
const store = await openStore({ dataDirectory: directory });
const hosts = fakeHosts(openWorld(world));
await startWorker({
  ...store,
  hosts,
  analyze: fakeAnalyze,
  settings: settingsWith(),
  timing: { roundSeconds: 1 },
});
console.log('ready');
