/** Lets what somebody waits for go before work that can wait, within one process. */
export type RightOfWay = {
  /** Somebody waits for an answer, until what is returned is called. */
  claim(): () => void;
  /** Resolves once nobody waits, or after so long that work has to go on all the same. */
  yield(): Promise<void>;
};

/** More that is waited for mostly comes at once: so long (ms) nobody may have waited. */
const QUIET = 20;
/** Work is held up for so long at the most (ms): whoever waits then has got no answer in time anyway. */
const LONGEST = 3_000;

export function createRightOfWay(): RightOfWay {
  let claims = 0;
  let quietSince = Number.NEGATIVE_INFINITY;
  return {
    claim() {
      claims += 1;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        claims -= 1;
        quietSince = performance.now();
      };
    },
    async yield() {
      const until = performance.now() + LONGEST;
      for (let now = performance.now(); now < until; now = performance.now()) {
        if (claims === 0 && now - quietSince >= QUIET) return;
        await new Promise((resolve) => setTimeout(resolve, QUIET));
      }
    },
  };
}
