import { describe, expect, it } from 'vitest';
import { observationsOf } from './reading.ts';

const probes = (console: string) => observationsOf(`$ ${console}\n$ \n`).flatMap((one) => one.probes);

describe('a question to a name server', () => {
  it.each<[string, object]>([
    [
      'dig @10.1.0.53 a.example\n;; reply from unexpected source: 10.2.0.53#53, expected 10.1.0.53#53\n;; connection timed out; no servers could be reached',
      { to: '10.1.0.53', protocol: 'udp', port: 53, received: 0, answeredBy: ['10.2.0.53'] },
    ],
    [
      'nslookup a.example 10.1.0.53\n;; reply from unexpected source: 10.2.0.53#5353, expected 10.1.0.53#5353',
      { to: '10.1.0.53', port: 5353, answeredBy: ['10.2.0.53'], outcome: 'timed-out' },
    ],
    [
      'dig +tcp @2001:db8::53 a.example\n;; communications error to 2001:db8::53#53: connection refused',
      { to: '2001:db8::53', protocol: 'tcp', outcome: 'refused', received: 0 },
    ],
    ['dig +short -p 5300 @10.1.0.53 a.example\n192.0.2.7', { port: 5300, outcome: 'answered', received: 1 }],
    [
      'dig a.example\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1\n;; Query time: 1 msec\n;; SERVER: 10.1.0.53#53(10.1.0.53) (UDP)',
      { to: '10.1.0.53', outcome: 'answered' },
    ],
    [
      'host a.example 10.1.0.53\n;; connection timed out; no servers could be reached',
      { to: '10.1.0.53', outcome: 'timed-out' },
    ],
  ])('%s', (console, expected) => {
    expect(probes(console)).toEqual([expect.objectContaining(expected)]);
  });

  it.each([
    'dig +short @10.1.0.53 a.example',
    'dig @10.1.0.53 a.example | grep -c RRSIG\n0',
    'dig a.example\n192.0.2.7',
  ])('nothing is told by: %s', (console) => {
    expect(probes(console)).toEqual([]);
  });
});

describe('a connection that opens and then stands still', () => {
  const hello =
    '*   Trying 10.9.0.1:443...\n* Connected to 10.9.0.1 (10.9.0.1) port 443\n* TLSv1.3 (OUT), TLS handshake, Client hello (1):';

  it.each<[string, boolean]>([
    [`curl -v https://10.9.0.1/\n${hello}`, true],
    [`curl -v https://10.9.0.1/\n${hello}\n* TLSv1.3 (IN), TLS handshake, Server hello (2):`, false],
    [
      'curl -v http://10.9.0.1/\n* Connected to 10.9.0.1 (10.9.0.1) port 80\n> GET / HTTP/1.1\n> Host: 10.9.0.1',
      true,
    ],
    [
      'curl -v http://10.9.0.1/\n* Connected to 10.9.0.1 (10.9.0.1) port 80\n> GET / HTTP/1.1\n< HTTP/1.1 204 No Content',
      false,
    ],
    ['openssl s_client -connect 10.9.0.1:8443\nCONNECTED(00000003)', true],
    ['openssl s_client -connect 10.9.0.1:8443\nCONNECTED(00000003)\n---\nCertificate chain', false],
    ['ssh -v a@10.9.0.1\ndebug1: Connection established.\ndebug1: expecting SSH2_MSG_KEX_ECDH_REPLY', true],
    [
      'ssh -v a@10.9.0.1\ndebug1: Connection established.\ndebug1: expecting SSH2_MSG_KEX_ECDH_REPLY\ndebug1: SSH2_MSG_KEX_ECDH_REPLY received',
      false,
    ],
    [
      'wget http://10.9.0.1/\nConnecting to 10.9.0.1:80... connected.\nHTTP request sent, awaiting response...',
      true,
    ],
    ['nc -zv 10.9.0.1 443\nConnection to 10.9.0.1 443 port [tcp/https] succeeded!', false],
  ])('%s', (console, still) => {
    const [probe] = probes(console);

    expect(probe?.standsStill ?? false).toBe(still);
    if (still) expect(probe).toMatchObject({ outcome: 'answered', to: '10.9.0.1' });
  });
});

describe('pings in other languages', () => {
  it.each([
    [
      '64 octets de 10.9.0.1 : icmp_seq=1 ttl=64 temps=0.21 ms',
      '3 paquets transmis, 2 reçus, 33% packet loss, time 2003ms',
    ],
    [
      '64 Bytes von 10.9.0.1: icmp_seq=1 ttl=64 Zeit=0.21 ms',
      '3 Pakete übertragen, 2 empfangen, 33.3333% packet loss, time 2003ms',
    ],
    [
      '64 bytes desde 10.9.0.1: icmp_seq=1 ttl=64 tiempo=0.21 ms',
      '3 paquetes transmitidos, 2 recibidos, +1 errores, 33% packet loss',
    ],
  ])('%s', (reply, summary) => {
    const [probe] = probes(
      `ping -c 3 10.9.0.1\nPING 10.9.0.1 (10.9.0.1) 56(84) bytes of data.\n${reply}\n\n${summary}`,
    );

    expect(probe).toMatchObject({ to: '10.9.0.1', sent: 3, received: 2, roundTrip: 0.21 });
  });
});
