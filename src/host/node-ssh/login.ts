import type { AnyAuthMethod, AuthHandlerMiddleware } from 'ssh2';

/** Offers one key after another, and remembers what the server wants beyond keys. */
export class Login {
  readonly #methods: Iterator<AnyAuthMethod>;
  #acceptsKeys = false;
  /** What only a person could answer; undefined where another key would do. */
  wants: 'second-factor' | 'password' | undefined;

  constructor(methods: readonly AnyAuthMethod[]) {
    this.#methods = methods.values();
  }

  /** Both arguments are null before the first answer of the server. */
  readonly next: AuthHandlerMiddleware = (left: readonly string[] | null, partly, offer) => {
    const isKeyWanted = left === null || left.includes('publickey');
    if (left !== null) {
      const asked = partly || this.#acceptsKeys ? 'second-factor' : 'password';
      this.wants = isKeyWanted ? undefined : asked;
      this.#acceptsKeys ||= isKeyWanted;
    }
    const { value, done } = this.#methods.next();
    // What the server does not take any more is not offered: each offer counts (MaxAuthTries).
    offer(done || !isKeyWanted ? (false as never) : value);
  };
}
