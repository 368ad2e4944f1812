import { join } from 'node:path';
import type { Diagnosed } from '../analyzer/model/index.ts';
import { RoundtripError } from '../errors.ts';
import { FONT_FAMILY } from './font/characters.ts';
import { type Picture, type PictureOptions, pictureOf } from './picture.ts';

const FONT_FILE = join(import.meta.dirname, 'font', 'biz-ud-gothic.ttf');

/** Pixels for each of the picture's own: sharp on a phone, and some 60 kB. */
const SCALE = 2;

/** A picture as it is posted: the bytes of a PNG, and what stands in its place for who cannot see it. */
export type PngPicture = Pick<Picture, 'alternativeText'> & { png: Uint8Array };

/**
 * Draws the round trip of a diagnosis as a PNG. Throws a RoundtripError (`png-unavailable`) where the drawing library was not
 * installed for this platform.
 */
export async function pngOf(found: Diagnosed, options: PictureOptions = {}): Promise<PngPicture> {
  const { svg, alternativeText } = pictureOf(found, options);
  const { renderAsync } = await import('@resvg/resvg-js').catch((cause: unknown) => {
    throw new RoundtripError(
      'png-unavailable',
      'A PNG cannot be made here: @resvg/resvg-js is not installed for this platform.',
      'Name a file that ends in .svg, or run npm run setup.',
      { cause },
    );
  });
  const drawn = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: SCALE },
    font: {
      fontFiles: [FONT_FILE],
      loadSystemFonts: false,
      defaultFontFamily: FONT_FAMILY,
      monospaceFamily: FONT_FAMILY,
    },
  });
  return { png: drawn.asPng(), alternativeText };
}
