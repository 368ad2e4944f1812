import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { KEPT, keepWords, wordsOf } from '../../owners/kept.ts';
import { OWNERS, type Owner } from '../../owners/owners.ts';
import { END_OF_FAULT, KEEP_FAULTS, type KeepFault, strikeOf } from './faults.ts';
import { clearDeadRuns, KeptHost } from './host.ts';
import { asOwnerWrites, differences, withoutChange } from './state.ts';

const AFTERS = ['leaves', 'confirms', 'undoes'] as const;

export type KeepRun = {
  owner: string;
  fault: KeepFault;
  /** The number of the command, counted from the beginning of "apply" on. */
  point: number;
  /** What the bot does with files that were written. */
  after: (typeof AFTERS)[number];
};
type KeepOutcome = 'kept' | 'restored' | 'unknown' | 'wrong';
export type KeepEnded = KeepRun & { outcome: KeepOutcome; line: string };

/** Seconds until the host removes files by itself that nobody confirmed. */
const UNDO = 12;
/** So long the host is asked what became of them (s). */
const LIMIT = 90;
const PROCESSES: Record<string, string> = {
  'systemd-networkd': 'systemd-networkd',
  netplan: 'systemd-networkd',
  NetworkManager: 'NetworkManager',
  ifupdown: 'dhclient',
};

/** Every fault at every so many commands of one owner; the bot's ways take turns. */
function everyKeepRun(owner: string, commands: number, stride: number): KeepRun[] {
  const faults = KEEP_FAULTS.filter((fault) => fault !== 'none');
  return faults.flatMap((fault, at) =>
    Array.from({ length: commands }, (_, index) => index + 1).flatMap((point): KeepRun[] => {
      if ((point + at) % stride !== 0) return [];
      const turn = Math.floor((point + at) / stride) + at;
      const after = AFTERS[turn % 5 === 0 ? 2 : turn % 2] ?? 'leaves';
      return [{ owner, fault, point, after }];
    }),
  );
}

/** One host of one owner, on which one run follows another. */
class Lane {
  readonly #host: KeptHost;
  readonly #words: string;
  #number = 0;
  #before = '';
  #changed = '';

  constructor(root: string, owner: Owner, name: string) {
    this.#host = new KeptHost(root, owner, name);
    this.#words = keepWords(owner);
  }

  /** @returns the number of commands that a file takes from its beginning to its undo */
  async begin(): Promise<number> {
    await this.#host.boot();
    await this.#fix();
    this.#before = await this.#host.state();
    await this.#host.setFault(0, ':');
    const applied = await this.#host.ask(`apply E1K 60 ${this.#words}`);
    const confirmed = await this.#host.ask('confirm E1K');
    this.#changed = await this.#host.state();
    const undone = await this.#host.ask(`undo E1K ${this.#words}`);
    const commands = await this.#host.endFault();
    const after = await this.#host.state();
    if (confirmed !== 'confirmed' || after !== this.#before)
      throw new Error(
        `without any fault: ${applied} / ${confirmed} / ${undone}${differences(this.#before, after)}`,
      );
    return commands.length;
  }

  /** The change itself, confirmed: it is gone after a restart, and is made again. */
  async #fix(): Promise<void> {
    this.#number += 1;
    const applied = await this.#host.ask(`apply F${this.#number} 60 ${wordsOf(KEPT)}`);
    const confirmed = await this.#host.ask(`confirm F${this.#number}`);
    if (confirmed !== 'confirmed') throw new Error(`the change could not be made: ${applied} / ${confirmed}`);
  }

  /** undefined where it came to its end before that command. */
  async play(run: KeepRun): Promise<KeepEnded | undefined> {
    this.#number += 1;
    const id = `R${this.#number}K`;
    const host = this.#host;
    await host.setFault(run.point, strikeOf(run.fault, PROCESSES[run.owner] ?? '.'));
    let answer = await this.#orRestart(host.ask(`apply ${id} ${UNDO} ${this.#words}`));
    if (answer.startsWith('applied') && run.after === 'confirms')
      answer = await this.#orRestart(host.ask(`confirm ${id}`));
    if (answer.startsWith('applied') && run.after === 'undoes')
      answer = await this.#orRestart(host.ask(`undo ${id} ${this.#words}`));
    const said = await this.#settled(id);
    const names = await host.endFault();
    await host.run(END_OF_FAULT);
    const command = this.#restarted ? 'the host went down' : names[run.point - 1];
    const ended = await this.#judge(run, answer, said, command);
    if (ended.outcome === 'kept') await host.ask(`undo ${id} ${this.#words}`);
    await this.#clear(ended).catch((error: Error) => {
      throw new Error(`${error.message}: ${ended.line}`);
    });
    return command === undefined ? undefined : ended;
  }

  /** What is asked, or nothing where the host went down meanwhile and was started again. */
  async #orRestart(asking: Promise<string>): Promise<string> {
    let answer: string | undefined;
    void asking.then((given) => {
      answer = given;
    });
    while (answer === undefined && !this.#host.isDown()) await delay(100);
    if (answer !== undefined && !this.#host.isDown()) return answer;
    await this.#restart();
    return answer ?? '';
  }

  #restarted = false;
  async #restart(): Promise<void> {
    await this.#host.reboot();
    this.#restarted = true;
  }

  async #settled(id: string): Promise<string> {
    const end = performance.now() + LIMIT * 1000;
    let said = '';
    while (performance.now() < end) {
      said = await this.#orRestart(this.#host.ask(`status ${id}`));
      if (said !== '' && !/^(applied|undoing)/.test(said)) break;
      await delay(1000);
    }
    return said;
  }

  async #judge(run: KeepRun, answer: string, said: string, command = 'no such command'): Promise<KeepEnded> {
    // After a restart the change itself stands only where its file makes it.
    const before = this.#restarted ? withoutChange(this.#before) : this.#before;
    const isKept = (is: string) => asOwnerWrites(is, this.#before, this.#changed) === this.#changed;
    let is = '';
    for (let tries = 0; tries < 16; tries += 1) {
      is = await this.#host.state();
      if (is === before || isKept(is)) break;
      await delay(500);
    }
    const look = is === before ? 'restored' : isKept(is) ? 'changed' : 'partly';
    const found =
      look === 'partly'
        ? `${differences(before, is)}; of what is to be kept${differences(this.#changed, is)}`
        : '';
    const line = `${command}: answer=${answer} said=${said} is=${look}${found}`;
    return { ...run, line, outcome: outcomeOf(look, answer, said) };
  }

  /** The host is as before the next run; where it is not, it is cleared by hand. */
  async #clear(ended: KeepEnded): Promise<void> {
    if (this.#restarted) {
      this.#restarted = false;
      if (ended.outcome !== 'kept' || !(await this.#host.state()).includes('1001:')) await this.#fix();
    }
    for (let tries = 0; tries < 20; tries += 1) {
      if ((await this.#host.state()) === this.#before) return;
      await delay(500);
    }
    throw new Error(
      `${ended.owner}, ${ended.fault} at ${ended.point} leaves${differences(this.#before, await this.#host.state())}`,
    );
  }

  end(): Promise<void> {
    return this.#host.end();
  }
}

function outcomeOf(look: 'changed' | 'restored' | 'partly', answer: string, said: string): KeepOutcome {
  if (look === 'changed' && (said === 'confirmed' || (answer === 'confirmed' && said === 'none')))
    return 'kept';
  if (look === 'restored' && /^(undone|none)/.test(said))
    return answer === 'confirmed' ? 'wrong' : 'restored';
  return /^(applied|undoing)/.test(said) ? 'unknown' : 'wrong';
}

const STOPPED_BY = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const { signals: SIGNALS } = constants;

/** Every fault at every so many commands, one host an owner and lane; `onEnded` after each. */
export async function runKeep(
  root: string,
  chosen: (run: KeepRun) => boolean,
  { stride, parallel, of = '' }: { stride: number; parallel: number; of?: string },
  onEnded: (ended: KeepEnded) => void = () => undefined,
): Promise<KeepEnded[]> {
  const ended: KeepEnded[] = [];
  const open = new Set<Lane>();
  const begin = (owner: Owner, name: string): Lane => {
    const lane = new Lane(root, owner, name);
    open.add(lane);
    return lane;
  };
  const end = async (lane: Lane): Promise<void> => {
    if (open.delete(lane)) await lane.end();
  };
  // Mounts and namespaces outlive a process that is stopped in the middle.
  const stop = (signal: NodeJS.Signals): void => {
    void Promise.allSettled([...open].map(end)).then(() => process.exit(128 + SIGNALS[signal]));
  };
  for (const signal of STOPPED_BY) process.once(signal, stop);
  clearDeadRuns();
  for (const owner of OWNERS.filter(({ name }) => name.includes(of))) {
    let waiting: KeepRun[] | undefined;
    const lane = async (index: number): Promise<void> => {
      const name = `${owner.keeper.slice(0, 4)}${index}-${process.pid}`;
      let one = begin(owner, name);
      try {
        const commands = await one.begin();
        waiting ??= everyKeepRun(owner.name, commands, stride).filter(chosen);
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const result = await one.play(next).catch(async (error: Error): Promise<KeepEnded> => {
            // Nothing follows on a host that is not as it was.
            await end(one);
            one = begin(owner, name);
            await one.begin();
            return { ...next, outcome: 'wrong', line: error.message };
          });
          if (result === undefined) continue;
          ended.push(result);
          onEnded(result);
        }
      } finally {
        await end(one);
      }
    };
    await Promise.all(Array.from({ length: parallel }, (_, index) => lane(index)));
  }
  for (const signal of STOPPED_BY) process.off(signal, stop);
  return ended;
}
