/**
 * Draws one SVG (standard input) as a PNG (standard output, base64) and ends: what the drawing library holds in memory goes
 * with the process. Prints nothing where the library was not installed for this platform.
 */
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { FONT_FAMILY } from './font/characters.ts';

const FONT_FILE = join(import.meta.dirname, 'font', 'biz-ud-gothic.ttf');

/** Pixels for each of the picture's own: sharp on a phone, and some 60 kB. */
const SCALE = 2;

const library = await import('@resvg/resvg-js').catch(() => undefined);
if (library) {
  const drawn = await library.renderAsync(await text(process.stdin), {
    fitTo: { mode: 'zoom', value: SCALE },
    font: {
      fontFiles: [FONT_FILE],
      loadSystemFonts: false,
      defaultFontFamily: FONT_FAMILY,
      monospaceFamily: FONT_FAMILY,
    },
  });
  process.stdout.write(drawn.asPng().toString('base64'));
}
