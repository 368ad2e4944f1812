import { accessSync, constants, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import type { Command } from 'commander';
import type { Diagnosed } from '../analyzer/model/index.ts';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import type { Language } from '../texts/index.ts';

/** Where a picture goes, and of which kind it is by the file's name. */
export type PictureFile = { file: string; format: 'svg' | 'png' };

/** Adds `--picture`. */
export function addPictureOption(command: Command): Command {
  return command.option(
    '--picture <file>',
    'draw the round trip, now and after the fix, into a file that ends in .svg or .png',
  );
}

/** Reads `--picture` before anything is looked at. Throws (exit status 2) where nothing can be written there. */
export function readPictureOption(file: string | undefined): PictureFile | undefined {
  if (file === undefined) return undefined;
  const ending = extname(file).toLowerCase();
  if (ending !== '.svg' && ending !== '.png') {
    throw new RoundtripError(
      'option-invalid',
      `--picture: ${printable(file, 200)} ends neither in .svg nor in .png.`,
      'Name the file as --picture round-trip.png.',
      { exitStatus: EXIT.usage },
    );
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
export async function writePicture(
  { file, format }: PictureFile,
  found: Diagnosed,
  language: Language = 'en',
): Promise<void> {
  const { pictureOf, pngOf, remedyToShow } = await import('../picture/index.ts');
  const options = { remedy: remedyToShow(found), language };
  const content = format === 'svg' ? pictureOf(found, options).svg : (await pngOf(found, options)).png;
  await writeFile(file, content).catch((cause: unknown) => {
    throw unwritable(file, cause);
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder is none',
  EISDIR: 'this is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

function unwritable(file: string, cause: unknown): RoundtripError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
  return new RoundtripError(
    'picture-unwritable',
    `${printable(file, 200)} cannot be written: ${REASONS[code] ?? code}.`,
    'Name a file in a folder that you may write to.',
    { exitStatus: EXIT.usage, cause },
  );
}
