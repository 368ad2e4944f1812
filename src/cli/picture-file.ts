import { accessSync, constants, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import type { Command } from 'commander';
import type { Diagnosed } from '../analyzer/model/index.ts';
import type { RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import { problem } from './problem.ts';
import { language, say } from './speech.ts';

/** Where a picture goes, and of which kind it is by the file's name. */
export type PictureFile = { file: string; format: 'svg' | 'png' };

/** Adds `--picture`. */
export function addPictureOption(command: Command): Command {
  return command.option('--picture <file>', say().help.flow.picture);
}

/** Reads `--picture` before anything is looked at. Throws (exit status 2) where nothing can be written there. */
export function readPictureOption(file: string | undefined): PictureFile | undefined {
  if (file === undefined) return undefined;
  const ending = extname(file).toLowerCase();
  if (ending !== '.svg' && ending !== '.png') {
    throw problem('option-invalid', say().problems.pictureEnding({ file: printable(file, 200) }));
  }
  refuseUnwritable(file);
  return { file, format: ending === '.svg' ? 'svg' : 'png' };
}

function refuseUnwritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
    const there = statSync(file, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    if (there) accessSync(file, constants.W_OK);
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

/** Draws what was found, and the remedy that is recommended, into the file. */
export async function writePicture({ file, format }: PictureFile, found: Diagnosed): Promise<void> {
  const { pictureOf, pngOf, remedyToShow } = await import('../picture/index.ts');
  const options = { remedy: remedyToShow(found), language: language() };
  const content = format === 'svg' ? pictureOf(found, options).svg : (await pngOf(found, options)).png;
  await writeFile(file, content).catch((cause: unknown) => {
    throw unwritable(file, cause);
  });
}

function unwritable(file: string, cause: unknown): RoundtripError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
  const told = { file: printable(file, 200), code };
  return problem('picture-unwritable', say().problems.pictureUnwritable(told), { cause });
}
