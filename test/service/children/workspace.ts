import { manifestOptions, startWorkspace } from '../../../packages/local-slack/src/index.ts';

/* A local Slack on the loopback of wherever this is started; prints what a bot needs to reach it, and goes on. */

const [manifest = ''] = process.argv.slice(2);
const workspace = await startWorkspace({ ...(await manifestOptions(manifest)), port: 0 });
const { botToken, appToken, apiUrl } = workspace;
console.log(JSON.stringify({ botToken, appToken, apiUrl }));
