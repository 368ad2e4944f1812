import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { openStore } from '../../../src/store/index.ts';
import { startWorker } from '../../../src/triage/index.ts';
import { recorded } from '../../analyzer/recorded.ts';
import { directory, fakeAnalyze, fakeHosts, openWorld, settingsWith } from '../world.ts';

/** A worker whose hosts take some time each, and note that they were looked at. */
const [data = '', world = '', log = '', milliseconds = '100'] = process.argv.slice(2);
const store = await openStore({ dataDirectory: data });
const { observation } = recorded('strict-seed');
await startWorker({
  ...store,
  hosts: fakeHosts(openWorld(world)),
  surveyor: {
    async survey(host) {
      appendFileSync(log, `${host}\n`);
      await delay(Number(milliseconds));
      return { observation, transcript: '' };
    },
  },
  analyze: fakeAnalyze,
  directory,
  settings: settingsWith(),
});
console.log('ready');
