import { openStore } from '../../../src/store/index.ts';

const [directory = ''] = process.argv.slice(2);
const store = await openStore({ dataDirectory: directory });
await store.ping();
await store.close();
console.log('opened');
