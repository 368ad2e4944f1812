import { diagnose } from '../../src/library.ts';
import { readTranscript } from '../../src/transcript/index.ts';
import { coreSeconds, median } from '../support/timing.ts';

/** A host with fifty routes, as a person would paste it. */
function fiftyRoutes(): string {
  const others = Array.from(
    { length: 46 },
    (_, index) => `10.${index}.0.0/16 via 172.16.4.${index + 3} dev eth0`,
  );
  return [
    '[root@server-b ~]# ip route',
    'default via 172.16.4.1 dev eth0',
    '172.16.4.0/24 dev eth0 proto kernel scope link src 172.16.4.2',
    '172.16.5.0/24 dev eth1 proto kernel scope link src 172.16.5.4',
    '172.16.6.0/24 dev eth2 proto kernel scope link src 172.16.6.4',
    ...others,
    '[root@server-b ~]# sysctl -ar rp_filter',
    ...['all', 'eth0', 'eth1', 'eth2'].map((name) => `net.ipv4.conf.${name}.rp_filter = 1`),
    '',
  ].join('\n');
}

/** Core time of a diagnosis, the model's compilation and all candidates included: of the first, and once all is warm. */
export function measureDiagnosis(): void {
  const reading = readTranscript(fiftyRoutes());
  const observation = reading.kind === 'read' ? reading.observations[0] : undefined;
  if (!observation) throw new Error('nothing was read');
  const flow = { from: '172.16.0.4', to: '172.16.5.4', interface: 'eth1', protocol: 'icmp' } as const;
  const milliseconds = (count: number) =>
    (coreSeconds(() => {
      for (let index = 0; index < count; index++)
        diagnose({ host: 'server-b', flow, observation, probeExpected: false });
    }) *
      1000) /
    count;
  const first = milliseconds(1);
  milliseconds(3000);
  const warm = median(Array.from({ length: 9 }, () => milliseconds(200)));
  console.log(
    `a host with 50 routes is diagnosed in ${warm.toFixed(2)} ms of core time, the first time in ${first.toFixed(0)} ms`,
  );
}
