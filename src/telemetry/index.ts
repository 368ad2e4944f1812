export { NEEDED, type Readiness, type Standing } from './readiness.ts';
export { startTelemetry, type Telemetry } from './start-telemetry.ts';
export { timedHosts } from './timed-hosts.ts';
