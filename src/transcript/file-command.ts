const SHOW = new Set('cat head tail grep egrep zgrep more less awk'.split(' '));

/** Whether the command shows files, all of them such ones. */
export function showsFiles(argv: readonly string[], isOne: (path: string) => boolean): boolean {
  const paths = pathsOf(argv);
  return paths.length > 0 && paths.every(isOne);
}

/** Whether the command shows files, one of them such a one. */
export function namesFile(argv: readonly string[], path: RegExp): boolean {
  return pathsOf(argv).some((word) => path.test(word));
}

function pathsOf([name = '', ...args]: readonly string[]): string[] {
  return SHOW.has(name) ? args.filter((word) => word.startsWith('/') || word.startsWith('net/')) : [];
}

export function isIptables([name = '']: readonly string[]): boolean {
  return /^ip6?tables(?:-nft|-legacy)?$/.test(name);
}
