export { type Change, changesBetween } from './changes.ts';
export { type CollectedFile, examineCollected } from './collected.ts';
export { beginScan } from './request.ts';
export { type HostResult, scanHosts } from './scan-hosts.ts';
export { foldScan, hostsLeft, type ScanState } from './state.ts';
