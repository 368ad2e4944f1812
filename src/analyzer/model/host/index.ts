export * from './addresses.ts';
export * from './links.ts';
export * from './neighbours.ts';
export * from './rules.ts';
export * from './sockets.ts';
export * from './sysctls.ts';
export * from './tables.ts';
export * from './traces.ts';
