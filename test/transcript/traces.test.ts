import { describe, expect, it } from 'vitest';
import type { Trace } from '../../src/analyzer/model/index.ts';
import { explain } from '../../src/library.ts';
import { observationOf } from './reading.ts';

function traceOf(text: string): Trace | undefined {
  return observationOf(text).traces?.[0];
}

const path = (trace: Trace | undefined) =>
  trace?.hops.map(({ distance, addresses, loss, error }) =>
    [distance, addresses[0] ?? '*', loss, error].filter((part) => part !== undefined).join(' '),
  );

describe('a path', () => {
  it('of pathping, which begins with who asks', () => {
    const trace = traceOf(`C:\\>pathping -n 10.2.0.10

Tracing route to 10.2.0.10 over a maximum of 30 hops

  0  192.168.7.5
  1  192.168.7.1
  2     *        *        *
Computing statistics for 50 seconds...
            Source to Here   This Node/Link
Hop  RTT    Lost/Sent = Pct  Lost/Sent = Pct  Address
  0                                           192.168.7.5
                                0/ 100 =  0%   |
  1    1ms     2/ 100 =  2%     2/ 100 =  2%  192.168.7.1
                               98/ 100 = 98%   |
  2  ---     100/ 100 =100%     0/ 100 =  0%  0.0.0.0

Trace complete.
`);
    expect(trace).toMatchObject({ from: '192.168.7.5', to: '10.2.0.10', reached: false, echo: true });
    expect(path(trace)).toEqual(['1 192.168.7.1 2', '2 * 100']);
  });

  it('of mtr as JSON', () => {
    const trace = traceOf(`$ mtr --json -n 10.2.0.10
{
  "report": {
    "mtr": { "src": "pc", "dst": "10.2.0.10", "tos": 0, "tests": 10 },
    "hubs": [
      { "count": 1, "host": "192.168.7.1", "Loss%": 0.0, "Snt": 10, "Last": 0.4 },
      { "count": 2, "host": "???", "Loss%": 100.0, "Snt": 10, "Last": 0.0 }
    ]
  }
}
`);
    expect(trace).toMatchObject({ to: '10.2.0.10', reached: false });
    expect(path(trace)).toEqual(['1 192.168.7.1 0', '2 * 100']);
  });

  it.each([
    [
      'a report with names, addresses and AS numbers',
      `$ mtr -rwbzc 10 10.2.0.10
Start: 2025-03-03T10:00:00+0100
HOST: pc                                     Loss%   Snt   Last   Avg  Best  Wrst StDev
  1. AS???    gw.lan (192.168.7.1)            0.0%    10    0.4   0.4   0.3   0.6   0.1
  2. AS64500  core (10.2.0.10)               20.0%    10    1.4   1.4   1.3   1.6   0.1
`,
      ['1 192.168.7.1 0', '2 10.2.0.10 20'],
      true,
    ],
    [
      'as it runs',
      `$ mtr -n 10.2.0.10
pc (192.168.7.5) -> 10.2.0.10 (10.2.0.10)              2025-03-03T10:00:00+0100
 Host                                Loss%   Snt   Last   Avg  Best  Wrst StDev
 1. 192.168.7.1                       0.0%    22    0.4   0.4   0.3   0.6   0.1
 2. (waiting for reply)
`,
      ['1 192.168.7.1 0', '2 *'],
      false,
    ],
    [
      'as CSV',
      `$ mtr --csv -n 10.2.0.10
Mtr_Version,Start_Time,Status,Host,Hop,Ip,Loss%,Snt, ,Last,Avg,Best,Wrst,StDev,
MTR.0.95,1741000000,OK,10.2.0.10,1,192.168.7.1,0.00,5,0,0.40,0.41,0.36,0.48,0.04
MTR.0.95,1741000000,OK,10.2.0.10,2,???,100.00,5,5,0.00,0.00,0.00,0.00,0.00
`,
      ['1 192.168.7.1 0', '2 * 100'],
      false,
    ],
  ])('of mtr: %s', (_, text, hops, reached) => {
    const trace = traceOf(text);
    expect(path(trace)).toEqual(hops);
    expect(trace).toMatchObject({ to: '10.2.0.10', reached });
  });

  it.each([
    ['Routenverfolgung zu 10.2.0.10 über maximal 30 Hops', 'Zeitüberschreitung der Anforderung.'],
    [
      "Détermination de l'itinéraire vers 10.2.0.10 avec un maximum de 30 sauts.",
      'Délai d’attente de la demande dépassé.',
    ],
    [
      'Traza a 10.2.0.10 sobre caminos de 30 saltos como máximo.',
      'Tiempo de espera agotado para esta solicitud.',
    ],
    [
      'Трассировка маршрута к 10.2.0.10 с максимальным числом прыжков 30',
      'Превышен интервал ожидания для запроса.',
    ],
    ['通过最多 30 个跃点跟踪到 10.2.0.10 的路由', '请求超时。'],
  ])('of tracert, without its command: %s', (header, silent) => {
    const trace = traceOf(
      `${header}\n\n  1    <1 ms    <1 ms     1 ms  192.168.7.1\n  2     *        *        *     ${silent}\n`,
    );
    expect(trace).toMatchObject({ to: '10.2.0.10', reached: false });
    expect(path(trace)).toEqual(['1 192.168.7.1', '2 *']);
  });

  it.each([
    ["  2  10.9.9.9  rapports : Impossible de joindre l'hôte de destination.", 'H'],
    ['  2  10.9.9.9  meldet: Zielhost nicht erreichbar.', 'H'],
    ['  2  gw [10.9.9.9]  reports: Destination net unreachable.', 'N'],
  ])('that a router ends: %s', (line, error) => {
    const trace = traceOf(`C:\\>tracert 10.2.0.10\n\n  1    <1 ms    <1 ms     1 ms  192.168.7.1\n${line}\n`);
    expect(path(trace)?.at(-1)).toBe(`2 10.9.9.9 ${error}`);
  });

  it('that leads there is an answer, where it is one of echo requests', () => {
    const host = `root@s:~# ip -br -4 a
eth0             UP             10.1.0.10/24
eth1             UP             10.2.0.10/24
root@s:~# ip route
default via 10.1.0.1 dev eth0
10.1.0.0/24 dev eth0 proto kernel scope link src 10.1.0.10
10.2.0.0/24 dev eth1 proto kernel scope link src 10.2.0.10
root@s:~# sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.eth1.rp_filter
net.ipv4.conf.all.rp_filter = 1
net.ipv4.conf.eth1.rp_filter = 1
`;
    const hops =
      'traceroute to 10.2.0.10 (10.2.0.10), 30 hops max, 60 byte packets\n 1  10.9.9.1  0.4 ms  0.3 ms  0.3 ms\n 2  10.2.0.10  0.9 ms  0.8 ms  0.8 ms\n';
    const cause = (command: string) => {
      const explained = explain(`${host}\nme@pc:~$ ${command} 10.2.0.10\n${hops}`);
      return explained.kind === 'explained' ? explained.found.cause : explained.kind;
    };
    expect(cause('traceroute -n -I')).toBe('healthy');
    expect(cause('traceroute -n')).not.toBe('strict-rp-filter');
  });
});
