import { changeNode, type Topology } from '../../src/demo/lab/index.ts';

/** What a line does to the pings that it carries. Everything else passes at once. */
export interface Line {
  /** Seconds that packets need to server-b, and from it. */
  readonly to?: number;
  readonly back?: number;
  /** Loses every so manieth ping that goes to server-b. */
  readonly losesEvery?: number;
  /** Loses the first so many of them. */
  readonly losesFirst?: number;
}

/** Carries frames between two interfaces; the kernel need not have a queueing discipline that delays (sch_netem). */
const CARRIER = `
use strict; use Socket;
my ($to, $back, $every, $first) = @ARGV;
my (%end, @waiting, $pings);
sub now { open my $f, '<', '/proc/uptime'; return (split ' ', <$f>)[0] }
for my $name (qw(near far)) {
  socket(my $s, 17, 3, 0x0300) or die "socket: $!";
  open my $f, '<', "/sys/class/net/$name/ifindex"; chomp(my $index = <$f>);
  bind($s, pack('S n i S C C a8', 17, 3, $index, 0, 0, 0, '')) or die "bind: $!";
  $end{$name} = $s;
}
while (1) {
  my $bits = ''; vec($bits, fileno $end{$_}, 1) = 1 for keys %end;
  select($bits, undef, undef, 0.01);
  for my $name (keys %end) {
    next unless vec($bits, fileno $end{$name}, 1);
    my $from = recv($end{$name}, my $frame, 65535, 0);
    # Kind 4 is what this host itself has sent there.
    next if !defined $from || (unpack 'S n i S C', $from)[4] == 4;
    my $other = $name eq 'near' ? 'far' : 'near';
    my $ping = unpack('n', substr $frame, 12, 2) == 0x0800 && ord(substr $frame, 23, 1) == 1;
    if (!$ping) { send $end{$other}, $frame, 0; next }
    if ($name eq 'near') { $pings++; next if $pings <= $first || $every && $pings % $every == 0 }
    push @waiting, [now() + ($name eq 'near' ? $to : $back), $other, $frame];
  }
  my $now = now();
  send $end{$_->[1]}, $_->[2], 0 for grep { $_->[0] <= $now } @waiting;
  @waiting = grep { $_->[0] > $now } @waiting;
}`;

/** The topology with a line of its own before server-b's eth1; `carry` is what must run on the node `line`. */
export function withLine(topology: Topology, line: Line): { topology: Topology; carry: string[] } {
  const changed = changeNode(topology, 'server-b', (node) => ({
    ...node,
    interfaces: { ...node.interfaces, eth1: { ...node.interfaces['eth1'], segment: 'subnet-5-far' } },
  }));
  const { to = 0, back = 0, losesEvery = 0, losesFirst = 0 } = line;
  return {
    topology: {
      ...changed,
      nodes: {
        ...changed.nodes,
        line: {
          interfaces: { near: { segment: 'subnet-5' }, far: { segment: 'subnet-5-far' } },
          ssh: false,
        },
      },
    },
    carry: ['perl', '-e', CARRIER, ...[to, back, losesEvery, losesFirst].map(String)],
  };
}
