/**
 * One line that says what is being done. A terminal sees the seconds run and only the current step; elsewhere each
 * step is added to the line as it begins.
 * @param {NodeJS.WriteStream} stream
 */
export function startProgressLine(stream = process.stdout) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  let current = '';
  const draw = () => stream.write(`\r\x1b[Ksetup: ${current} … ${seconds()}`);
  const ticking = stream.isTTY ? setInterval(draw, 1_000) : undefined;

  return {
    /** @param {string} title what is being done now */
    step(title) {
      if (!stream.isTTY) stream.write(current === '' ? `setup: ${title} …` : ` ${title} …`);
      current = title;
      if (stream.isTTY) draw();
    },
    /** Takes the line away from a terminal. */
    clear() {
      clearInterval(ticking);
      stream.write(stream.isTTY ? '\r\x1b[K' : ` done after ${seconds()}\n`);
    },
    /** @param {string} outcome */
    end(outcome) {
      clearInterval(ticking);
      stream.write(`${stream.isTTY ? '\r\x1b[Ksetup:' : ''} ${outcome} after ${seconds()}\n`);
    },
  };
}
