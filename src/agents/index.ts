export { agentOf } from './agent.ts';
export { serveHttp, serveStdio } from './serve.ts';
