import { outcomeOf } from '../../forms/outcome.ts';
import { portOf } from '../../forms/services.ts';
import { optionOf, type Scanner } from './scan.ts';

const CONNECTED =
  /^\[ *\d{1,3}\] local (\S{2,45}) port \d{1,5} connected (?:to|with) (\S{2,45}) port (\d{1,5})/;
const FAILED = /^(?:iperf3?: error - .*|connect failed: .*|tcp connect failed: .*)$/;

/** iperf3 and iperf: whether the connection to the server opened. */
export const iperf: Scanner = {
  prints: ([tool = '', ...words]) =>
    /^iperf3?$/.test(tool) && words.some((word) => /^(?:-c|--client)/.test(word)),
  form: (line) => CONNECTED.test(line.trim().slice(0, 200)),
  read(lines, argv) {
    const said = lines.map((line) => line.trim().slice(0, 400));
    const connected = said.map((line) => CONNECTED.exec(line)).find((match) => match !== null);
    const failure = said.find((line) => FAILED.test(line));
    const to = connected?.[2] ?? optionOf(argv, '-c', '--client');
    const usual = argv[0] === 'iperf' ? 5001 : 5201;
    const port = portOf(connected?.[3] ?? optionOf(argv, '-p', '--port')) ?? usual;
    const outcome = connected ? 'answered' : outcomeOf(failure ?? '');
    if (to === undefined || outcome === undefined) return [];
    const received = outcome === 'answered' || outcome === 'refused' ? 1 : 0;
    // iperf3 opens its control connection over TCP also where it tests UDP.
    return [
      {
        to,
        from: connected?.[1],
        protocol: 'tcp',
        port,
        sent: 1,
        received,
        outcome,
        error: connected ? undefined : failure,
      },
    ];
  },
};
