import { extname, join } from 'node:path';
import type { Diagnosed } from '../analyzer/model/index.ts';
import { runBounded } from '../bounded-command.ts';
import { failed } from '../texts/failures/index.ts';
import { type Picture, type PictureOptions, pictureOf } from './picture.ts';

/** TypeScript as this file is; JavaScript as this file is in the package. */
const DRAWER = join(import.meta.dirname, `draw-process${extname(import.meta.filename)}`);

/** Milliseconds after which a drawing is given up: it takes a fifth of a second on an idle core. */
const TIMEOUT = 30_000;

/** Bytes of a drawing in base64; the largest are below a tenth of it. */
const LARGEST = 8_000_000;

/** A picture as it is posted: the bytes of a PNG, and what stands in its place for who cannot see it. */
export type PngPicture = Pick<Picture, 'alternativeText'> & { png: Uint8Array };

/**
 * Draws the round trip of a diagnosis as a PNG, in a process of its own. Throws a RoundtripError: `png-unavailable` where the
 * drawing library was not installed for this platform, `png-failed` where the drawing did not end well.
 */
export async function pngOf(found: Diagnosed, options: PictureOptions = {}): Promise<PngPicture> {
  const { svg, alternativeText } = pictureOf(found, options);
  return { png: await pngOfSvg(svg), alternativeText };
}

/** The PNG of a picture that is laid out already; throws as `pngOf`. */
export async function pngOfSvg(svg: string): Promise<Uint8Array> {
  const outcome = await runBounded([process.execPath, DRAWER], {
    ...{ input: svg, timeout: TIMEOUT, largest: LARGEST },
    directory: import.meta.dirname,
  });
  if (outcome.kind === 'failed') {
    throw failed('png-failed', { run: outcome.run });
  }
  if (outcome.output === '') {
    throw failed('png-unavailable', {});
  }
  return Buffer.from(outcome.output, 'base64');
}
