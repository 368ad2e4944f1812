export { type CollectedFile, examineCollected } from './collected.ts';
export { type HostResult, scanHosts } from './scan-hosts.ts';
