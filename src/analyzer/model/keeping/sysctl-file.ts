import { type OwnerFile, sysctlsIn, WRITTEN_BY } from './owner-file.ts';

/**
 * A file of sysctl.d(5). Files count in the order of their names across directories, so the name sorts behind `99-…`; a key that
 * is named counts before a pattern. A dot inside an interface's name is written `/`, as in HostState.sysctls.
 */
export const SYSCTL_FILE = {
  path: (kept) => `/etc/sysctl.d/zz-roundtrip-${kept.interface}.conf`,
  mode: '644',
  takes: ({ changes }) => changes.length > 0 && changes.every(({ kind }) => kind === 'sysctl'),
  text: (kept) =>
    `${[WRITTEN_BY, ...sysctlsIn(kept).map(({ key, after }) => `${key} = ${after}`)].join('\n')}\n`,
} as const satisfies OwnerFile;
