/** What a tcpdump or tshark was asked for. */
export type CaptureQuestion = {
  /** `-i`. */
  interfaceName?: string;
  /** `-Q`, `-P` of old versions. */
  direction?: 'in' | 'out';
  /** The expression that packets have to fit (pcap-filter(7)); absent = all of them. */
  filter?: string;
  /** `-c`: it ends after so many packets. */
  limit?: number;
};

/** Options with a value in the next word; the others stand alone. */
const WITH_VALUE = new Set(
  '-i --interface -c -Q -P --direction -s --snapshot-length -w -r -y --linktype -B -C -G -W -z -Z -j -M -E -F -T -V -f -Y -a -b -e -o -O -t -X'.split(
    ' ',
  ),
);
/** Of tcpdump, these stand alone (`-e` prints link headers, `-t` no time). */
const TCPDUMP_ALONE = new Set(['-e', '-t', '-b', '-f', '-O', '-X']);

/** The question that a command puts. */
export function captureQuestionOf(argv: readonly string[]): CaptureQuestion {
  const question: CaptureQuestion = {};
  const tshark = argv[0] === 'tshark';
  const expression: string[] = [];
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (!word.startsWith('-') || word === '-') {
      expression.push(word);
      continue;
    }
    const attached = /^(--?[a-z-]+)=(\S+)$/.exec(word) ?? /^(-[a-zA-Z#]*[ic])(\S+)$/.exec(tshark ? '' : word);
    const bundled = /^-[a-zA-Z#]{2,}$/.test(word) ? `-${word.at(-1)}` : word;
    const option = attached && !word.startsWith('--im') ? (attached[1] ?? '') : bundled;
    const alone = tshark ? false : TCPDUMP_ALONE.has(option);
    const name = option.startsWith('--') ? option : `-${option.at(-1)}`;
    if (attached && !word.startsWith('--im'))
      setOption(question, name, attached[2] ?? '', expression, tshark);
    else if (WITH_VALUE.has(name) && !alone) setOption(question, name, argv[++at] ?? '', expression, tshark);
  }
  if (expression.length > 0) question.filter = expression.join(' ');
  return question;
}

function setOption(
  question: CaptureQuestion,
  name: string,
  value: string,
  expression: string[],
  tshark: boolean,
): void {
  if (name === '-i' || name === '--interface') question.interfaceName = value;
  else if (name === '-c' && /^\d{1,9}$/.test(value)) question.limit = Number(value);
  else if (/^(?:-Q|-P|--direction)$/.test(name) && (value === 'in' || value === 'out'))
    question.direction = value;
  else if (tshark && (name === '-f' || name === '-Y')) expression.push(value);
}
