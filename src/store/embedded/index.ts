export { clusterPath } from './places.ts';
export { findPostmaster } from './postmaster.ts';
export {
  admitBotInto,
  EMBEDDED_BOT,
  ensureServer,
  removeServer,
  restartIfKilled,
  type ServerAddress,
  serverIsRunning,
  stopServer,
} from './server.ts';
export type { StoreWork } from './work.ts';
