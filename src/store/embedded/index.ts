export {
  ensureServer,
  removeServer,
  restartIfKilled,
  type ServerAddress,
  serverIsRunning,
  stopServer,
} from './server.ts';
