import { Command, type Option } from 'commander';
import { nearestNames } from '../near-names.ts';
import { printable } from '../printable.ts';
import type { TerminalTexts } from '../texts/terminal/index.ts';

/** Characters of a word from the command line that are quoted. */
const QUOTED = 120;

/** What is wrong with a command line, said once the language is known: the configuration may name it. */
export class UsageError extends Error {
  readonly tell: Tell;

  constructor(tell: Tell) {
    super('usage');
    this.tell = tell;
  }
}

type Tell = (say: TerminalTexts['problems']) => { message: string; nextStep: string };

/**
 * Commander's command, which says in the language of the run what is wrong with a command line. Commander makes English
 * sentences in methods of these names, which it calls and does not declare; `test/cli/usage.test.ts` shows that it still does.
 */
export class LocalCommand extends Command {
  override createCommand(name?: string): LocalCommand {
    return new LocalCommand(name);
  }

  missingArgument(name: string): never {
    throw new UsageError((say) => say.argumentMissing({ name, command: this.#asTyped() }));
  }

  optionMissingArgument({ flags }: Option): never {
    throw new UsageError((say) => say.optionValueMissing({ flags, command: this.#asTyped() }));
  }

  missingMandatoryOptionValue({ flags }: Option): never {
    throw new UsageError((say) => say.optionMissing({ flags, command: this.#asTyped() }));
  }

  unknownOption(flag: string): never {
    const known = this.#withParents().flatMap((each) => each.options.flatMap(({ long }) => long ?? []));
    const near = flag.startsWith('--') ? nearestNames(flag, known) : [];
    throw new UsageError((say) =>
      say.optionUnknown({ flag: printable(flag, QUOTED), near, command: this.#asTyped() }),
    );
  }

  unknownCommand(): never {
    const [name = ''] = this.args;
    const known = this.commands.map((each) => each.name());
    throw new UsageError((say) =>
      say.commandUnknown({
        name: printable(name, QUOTED),
        near: nearestNames(name, known),
        command: this.#asTyped(),
      }),
    );
  }

  _excessArguments(received: readonly string[]): never {
    const expected = this.registeredArguments.length;
    const extra = received.slice(expected).map((each) => printable(each, QUOTED));
    throw new UsageError((say) => say.argumentsTooMany({ expected, extra, command: this.#asTyped() }));
  }

  /** This command and those that it belongs to, the program last. */
  #withParents(): Command[] {
    const commands: Command[] = [];
    for (let each: Command | null = this; each; each = each.parent) commands.push(each);
    return commands;
  }

  /** `roundtrip store backup` */
  #asTyped(): string {
    return this.#withParents()
      .map((each) => each.name())
      .toReversed()
      .join(' ');
  }
}
