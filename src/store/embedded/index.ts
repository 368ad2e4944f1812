export { ensureServer, removeServer, type ServerAddress, serverIsRunning, stopServer } from './server.ts';
