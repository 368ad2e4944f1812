const SETTINGS = /^Settings for ([\w.@-]{1,20}):/;

/** Whether the line opens an output of ethtool. */
export function isEthtoolLine(line: string): boolean {
  return SETTINGS.test(line.slice(0, 60)) || /^NIC statistics:\s*$/.test(line.slice(0, 60));
}

type EthtoolReading = {
  name: string | undefined;
  carrier: boolean | undefined;
  counters: Record<string, number>;
};

/** What ethtool says of one interface; its name stands in the command, or in the first line. */
export function parseEthtool(lines: readonly string[], argv: readonly string[]): EthtoolReading {
  const reading: EthtoolReading = {
    name: argv.slice(1).find((word) => !word.startsWith('-')),
    carrier: undefined,
    counters: {},
  };
  for (const whole of lines) {
    const line = whole.slice(0, 200);
    const named = SETTINGS.exec(line)?.[1];
    const detected = /^\s*Link detected: (yes|no)\b/.exec(line)?.[1];
    const counter = /^\s+([\w.[\] -]{1,60}?)\s*: (\d{1,18})\s*$/.exec(line);
    if (named !== undefined) reading.name = named;
    else if (detected !== undefined) reading.carrier = detected === 'yes';
    else if (counter?.[1] !== undefined && counter[1] !== '__proto__')
      reading.counters[counter[1].trim()] = Number(counter[2]);
  }
  return reading;
}
