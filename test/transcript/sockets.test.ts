import { expect, it } from 'vitest';
import { observationOf } from './reading.ts';

it('lists the sockets of a host without control groups, whatever ss says of that', () => {
  // `ss -tulne` where no cgroup2 is mounted: one such line for each socket.
  const { state } = observationOf(`root@server-b:~# ss -tulne
Failed to find cgroup2 mount
Failed to find cgroup2 mount
Netid State  Recv-Q Send-Q Local Address:Port Peer Address:Port Process
udp   UNCONN 0      0            0.0.0.0:68        0.0.0.0:*     ino:17041 sk:1 cgroup:unreachable:0 <->
tcp   LISTEN 0      128          0.0.0.0:22        0.0.0.0:*     ino:18211 sk:2 cgroup:unreachable:1 <->
`);

  expect(state.sockets?.map(({ protocol, state: name }) => [protocol, name])).toEqual([
    ['udp', 'UNCONN'],
    ['tcp', 'LISTEN'],
  ]);
  expect(state.gaps).toEqual([]);
});
