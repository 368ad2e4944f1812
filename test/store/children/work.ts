import { openStore } from '../../../src/store/index.ts';

/** Takes jobs of one kind and never ends them. */
const [directory = '', kind = 'apply'] = process.argv.slice(2);
const store = await openStore({ dataDirectory: directory });
await store.queue.work(kind === 'diagnose' ? 'diagnose' : 'apply', async (job) => {
  console.log(`working on ${job.triage}`);
  await new Promise(() => undefined);
});
console.log('ready');
