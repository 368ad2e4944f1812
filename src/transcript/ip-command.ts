/** An `ip` command taken apart: object, verb and the options that change the form of its output. */
export type IpCommand = {
  object: string;
  verb: string;
  /** No verb that is known was typed. */
  verbImplied?: true;
  /** Words after the verb. */
  args: string[];
  family?: 4 | 6;
  json: boolean;
  brief: boolean;
};

/** Objects in iproute2's own order: an abbreviation means the first that it fits. */
const OBJECTS =
  'address addrlabel maddress route rule neighbor neighbour ntable link l2tp tunnel tuntap token tcpmetrics monitor xfrm mroute mrule netns netconf vrf sr nexthop mptcp ioam stats'.split(
    ' ',
  );
const SHOW = ['show', 'list', 'lst', 'ls'];
const CHANGES = 'add append change chg replace delete del set flush save restore prepend up down'.split(' ');

/** The parts of an `ip` command; undefined without an object. */
export function readIpCommand(argv: readonly string[]): IpCommand | undefined {
  const command: IpCommand = { object: '', verb: 'show', args: [], json: false, brief: false };
  let at = 1;
  for (; at < argv.length && argv[at]?.startsWith('-'); at++) {
    const option = (argv[at] ?? '').replace(/^--?/, '');
    if (option === '4') command.family = 4;
    else if (option === '6') command.family = 6;
    else if (option === 'j' || option.startsWith('js')) command.json = true;
    else if (option.startsWith('br')) command.brief = true;
    else if (option === 'f' || option.startsWith('fam')) {
      const family = argv[++at];
      if (family === 'inet') command.family = 4;
      if (family === 'inet6') command.family = 6;
    } else if (option === 'rc' || option.startsWith('rcv') || option === 'l' || option.startsWith('loops'))
      at++;
  }
  const word = argv[at];
  const object =
    word === undefined || word === '' ? undefined : OBJECTS.find((name) => name.startsWith(word));
  if (object === undefined) return undefined;
  command.object = object === 'neighbour' ? 'neighbor' : object;
  const rest = argv.slice(at + 1);
  const verb = rest[0];
  if (verb !== undefined && verb !== '') {
    const known = verbOf(command.object, verb);
    if (known !== undefined) {
      command.verb = known;
      rest.shift();
    } else command.verbImplied = true;
  }
  command.args = rest;
  return command;
}

function verbOf(object: string, word: string): string | undefined {
  if (object === 'route' && word.length >= 1 && 'get'.startsWith(word)) return 'get';
  if (SHOW.some((name) => name.startsWith(word)) || word === 'l' || word === 's') return 'show';
  return CHANGES.find(
    (name) => name.startsWith(word) && word.length >= (name === 'down' || name === 'up' ? 2 : 1),
  );
}

/** Whether the command lists objects of this kind; `brief`: with or without `-br`. */
export function showsObject(argv: readonly string[], object: string, how: { brief?: boolean } = {}): boolean {
  const ip = argv[0] === 'ip' ? readIpCommand(argv) : undefined;
  if (ip === undefined || ip.object !== object || ip.verb !== 'show') return false;
  return how.brief === undefined || how.brief === ip.brief;
}
