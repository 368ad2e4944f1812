import { setTimeout as delay } from 'node:timers/promises';
import type { ServerChannel } from 'ssh2';
import { isHold, nonceOf, type Recording, type Side, wordsAfterProgram } from './recording.ts';
import type { Run } from './ssh-server.ts';

/**
 * Hosts that answer as those of the recording did, in its time, each as often as it is asked. `target-7` and `sender-7` are the two
 * sides of one look. What was printed after a word is printed once that word has come.
 */
export function replayer({ nonces, steps }: Recording): Run {
  const looks = new Map<string, Look>();
  return (user, command, channel) => {
    const [side, number = ''] = user.split('-');
    if (side !== 'target' && side !== 'sender') throw new Error(`there is no host ${user}`);
    let look = looks.get(number);
    if (look === undefined || look.has(side)) {
      look = new Look({ nonces, steps });
      looks.set(number, look);
      void look.play();
    }
    look.begin(side, command, channel);
  };
}

class Look {
  readonly #recording: Recording;
  readonly #channels = new Map<Side, { channel: ServerChannel; nonce: string }>();
  /** Words that have come and were not waited for yet, by side and verb. */
  readonly #said = new Map<string, string[]>();
  /** What the recorded words name otherwise than those that came: the ids of packets. */
  readonly #renamed = new Map<string, string>();
  #wake: () => void = () => undefined;

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  has(side: Side): boolean {
    return this.#channels.has(side);
  }

  begin(side: Side, command: string, channel: ServerChannel): void {
    this.#channels.set(side, { channel, nonce: nonceOf(command) });
    channel.on('error', () => undefined);
    const hear = wordsAfterProgram((words) => {
      if (isHold(words)) return;
      const key = `${side} ${verbOf(words)}`;
      this.#said.set(key, [...(this.#said.get(key) ?? []), words]);
      this.#wake();
    });
    channel.on('data', hear);
    this.#wake();
  }

  async play(): Promise<void> {
    for (const step of this.#recording.steps) {
      if (step.kind === 'begun') await this.#until(() => this.#channels.get(step.side));
      else if (step.kind === 'said') {
        const key = `${step.side} ${verbOf(step.words)}`;
        this.#rename(step.words, await this.#until(() => this.#said.get(key)?.shift()));
      } else {
        await delay(step.after);
        this.#print(step.side, step.stream, step.text);
      }
    }
    for (const { channel } of this.#channels.values()) {
      channel.exit(0);
      channel.end();
    }
  }

  #print(side: Side, stream: 'stdout' | 'stderr', recorded: string): void {
    const open = this.#channels.get(side);
    if (!open) return;
    let text = recorded.replaceAll(this.#recording.nonces[side], open.nonce);
    for (const [from, to] of this.#renamed) text = text.replaceAll(new RegExp(`\\b${from}\\b`, 'g'), to);
    if (stream === 'stdout') open.channel.write(text);
    else open.channel.stderr.write(text);
  }

  #rename(recorded: string, said: string): void {
    const [before, now] = [recorded.split(' ').at(-1), said.split(' ').at(-1)];
    if (verbOf(recorded) === 'go' && before && now) this.#renamed.set(before, now);
  }

  async #until<T>(probe: () => T | undefined): Promise<T> {
    for (;;) {
      const found = probe();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function verbOf(words: string): string {
  return words.split(' ')[0] ?? '';
}
