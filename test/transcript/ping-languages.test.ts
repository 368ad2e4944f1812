import { describe, expect, test } from 'vitest';
import { parsePing } from '../../src/transcript/parsers/ping.ts';

/** What Windows prints of a ping in several languages: of one that is not answered, one that is, and a router's error. */
const WINDOWS = [
  {
    language: 'German',
    opening: 'Ping wird ausgeführt für 10.2.0.10 mit 32 Bytes Daten:',
    timeout: 'Zeitüberschreitung der Anforderung.',
    answer: 'Antwort von 10.2.0.10: Bytes=32 Zeit<1ms TTL=63',
    error: 'Antwort von 10.9.0.1: Zielhost nicht erreichbar.',
    totals: (sent: number, received: number) =>
      `Ping-Statistik für 10.2.0.10:\n    Pakete: Gesendet = ${sent}, Empfangen = ${received}, Verloren = ${sent - received}\n    (0% Verlust),`,
  },
  {
    language: 'French',
    opening: "Envoi d'une requête 'Ping'  10.2.0.10 avec 32 octets de données :",
    timeout: 'Délai d’attente de la demande dépassé.',
    answer: 'Réponse de 10.2.0.10 : octets=32 temps=3 ms TTL=63',
    error: 'Réponse de 10.9.0.1 : Impossible de joindre l’hôte de destination.',
    totals: (sent: number, received: number) =>
      `Statistiques Ping pour 10.2.0.10:\n    Paquets : envoyés = ${sent}, reçus = ${received}, perdus = ${sent - received} (perte 0%),`,
  },
  {
    language: 'Spanish',
    opening: 'Haciendo ping a 10.2.0.10 con 32 bytes de datos:',
    timeout: 'Tiempo de espera agotado para esta solicitud.',
    answer: 'Respuesta desde 10.2.0.10: bytes=32 tiempo=3ms TTL=63',
    error: 'Respuesta desde 10.9.0.1: Host de destino inaccesible.',
    totals: (sent: number, received: number) =>
      `Estadísticas de ping para 10.2.0.10:\n    Paquetes: enviados = ${sent}, recibidos = ${received}, perdidos = ${sent - received}\n    (0% perdidos),`,
  },
  {
    language: 'Italian',
    opening: 'Esecuzione di Ping 10.2.0.10 con 32 byte di dati:',
    timeout: 'Richiesta scaduta.',
    answer: 'Risposta da 10.2.0.10: byte=32 durata=3ms TTL=63',
    error: 'Risposta da 10.9.0.1: Host di destinazione non raggiungibile.',
    totals: (sent: number, received: number) =>
      `Statistiche Ping per 10.2.0.10:\n    Pacchetti: Trasmessi = ${sent}, Ricevuti = ${received},\n    Persi = ${sent - received} (0% persi),`.replace(
        ',\n    Persi',
        ', Persi',
      ),
  },
  {
    language: 'Portuguese',
    opening: 'Disparando 10.2.0.10 com 32 bytes de dados:',
    timeout: 'Esgotado o tempo limite do pedido.',
    answer: 'Resposta de 10.2.0.10: bytes=32 tempo=3ms TTL=63',
    error: 'Resposta de 10.9.0.1: Host de destino inacessível.',
    totals: (sent: number, received: number) =>
      `Estatísticas do Ping para 10.2.0.10:\n    Pacotes: Enviados = ${sent}, Recebidos = ${received}, Perdidos = ${sent - received} (0% de perda),`,
  },
  {
    language: 'Dutch',
    opening: 'Pingen naar 10.2.0.10 met 32 bytes aan gegevens:',
    timeout: 'Time-out bij opdracht.',
    answer: 'Antwoord van 10.2.0.10: bytes=32 tijd=3ms TTL=63',
    error: 'Antwoord van 10.9.0.1: De bestemmingshost is niet bereikbaar.',
    totals: (sent: number, received: number) =>
      `Ping-statistieken voor 10.2.0.10:\n    Pakketten: verzonden = ${sent}, ontvangen = ${received}, verloren = ${sent - received}\n    (0% verlies).`,
  },
  {
    language: 'Polish',
    opening: 'Badanie 10.2.0.10 z 32 bajtami danych:',
    timeout: 'Upłynął limit czasu żądania.',
    answer: 'Odpowiedź z 10.2.0.10: bajtów=32 czas=3ms TTL=63',
    error: 'Odpowiedź z 10.9.0.1: Host docelowy jest nieosiągalny.',
    totals: (sent: number, received: number) =>
      `Statystyka badania ping dla 10.2.0.10:\n    Pakiety: Wysłane = ${sent}, Odebrane = ${received}, Utracone = ${sent - received}\n             (0% straty),`,
  },
  {
    language: 'Russian',
    opening: 'Обмен пакетами с 10.2.0.10 по с 32 байтами данных:',
    timeout: 'Превышен интервал ожидания для запроса.',
    answer: 'Ответ от 10.2.0.10: число байт=32 время=3мс TTL=63',
    error: 'Ответ от 10.9.0.1: Заданный узел недоступен.',
    totals: (sent: number, received: number) =>
      `Статистика Ping для 10.2.0.10:\n    Пакетов: отправлено = ${sent}, получено = ${received}, потеряно = ${sent - received}\n    (0% потерь)`,
  },
];

describe.each(WINDOWS)('Windows in $language', ({ opening, timeout, answer, error, totals }) => {
  test('a ping that is not answered', () => {
    const probe = parsePing([opening, timeout, timeout, '', totals(2, 0)].join('\n'));
    expect(probe).toMatchObject({ to: '10.2.0.10', sent: 2, received: 0, outcome: 'timed-out' });
  });

  test('a ping that is answered', () => {
    const probe = parsePing([opening, answer, answer, '', totals(2, 2)].join('\n'));
    expect(probe).toMatchObject({ to: '10.2.0.10', sent: 2, received: 2, outcome: 'answered' });
  });

  test("a router's error is no answer, though Windows counts it as received", () => {
    const probe = parsePing([opening, error, error, '', totals(2, 2)].join('\n'));
    expect(probe).toMatchObject({
      to: '10.2.0.10',
      sent: 2,
      received: 0,
      outcome: 'host-unreachable',
      reportedBy: '10.9.0.1',
    });
  });

  test('cut before its totals', () => {
    const probe = parsePing([opening, timeout].join('\n'));
    expect(probe).toMatchObject({ to: '10.2.0.10', received: 0, unfinished: true });
  });
});

test('letters that a code page broke', () => {
  const probe = parsePing(
    [
      'Ping wird ausgef\u0081hrt f\ufffdr web.example [10.2.0.10] mit 32 Bytes Daten:',
      'Zeit\ufffd\ufffdberschreitung der Anforderung.',
      'Ping-Statistik f\u0081r 10.2.0.10:',
      '    Pakete: Gesendet = 4, Empfangen = 0, Verloren = 4',
    ].join('\n'),
  );
  expect(probe).toMatchObject({ to: '10.2.0.10', toName: 'web.example', sent: 4, received: 0 });
});

test.each([
  ['Von 10.9.0.1 icmp_seq=1 Zielhost nicht erreichbar', 'host-unreachable'],
  ['De 10.9.0.1 icmp_seq=1 Hôte de destination injoignable', 'host-unreachable'],
  ['Von gw.example (10.9.0.1) icmp_seq=1 Packet filtered', 'prohibited'],
])('iputils: %s', (line, outcome) => {
  const probe = parsePing(
    [
      'PING 10.2.0.10 (10.2.0.10) 56(84) Bytes an Daten.',
      line,
      '',
      '1 Pakete übertragen, 0 empfangen, 100% Paketverlust',
    ].join('\n'),
  );
  expect(probe).toMatchObject({ outcome, reportedBy: '10.9.0.1', received: 0 });
});

test.each([
  ['From 2001:db8:9::1 icmp_seq=1 Destination unreachable: Address unreachable', 'host-unreachable'],
  ['From 2001:db8:9::1 icmp_seq=1 Destination unreachable: No route', 'network-unreachable'],
  ['From 2001:db8:9::1 icmp_seq=1 Destination unreachable: Administratively prohibited', 'prohibited'],
  ['From 2001:db8:9::1 icmp_seq=1 Destination unreachable: Beyond scope of source address', 'beyond-scope'],
  ['From 2001:db8:9::1 icmp_seq=1 Time exceeded: Hop limit', 'time-exceeded'],
])('ICMPv6: %s', (line, outcome) => {
  const probe = parsePing(
    [
      'PING 2001:db8:2::10(2001:db8:2::10) 56 data bytes',
      line,
      '',
      '1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms',
    ].join('\n'),
  );
  expect(probe).toMatchObject({ outcome, reportedBy: '2001:db8:9::1' });
});
