/** What a `netstat` lists: by its options, sockets unless another was asked for. */
export function netstatLists(argv: readonly string[]): 'routes' | 'statistics' | 'interfaces' | 'sockets' {
  const letters = argv.filter((word) => /^-[A-Za-z46]/.test(word)).join('');
  if (argv.includes('--route') || letters.includes('r')) return 'routes';
  if (argv.includes('--statistics') || letters.includes('s')) return 'statistics';
  return argv.includes('--interfaces') || letters.includes('i') ? 'interfaces' : 'sockets';
}
