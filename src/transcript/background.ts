import type { OpenSection } from './open-section.ts';
import type { Output } from './output.ts';
import { capture } from './outputs/capture.ts';
import { formOf } from './outputs/index.ts';
import type { Section } from './section.ts';

/** A capture that was left running with `&`: it prints into the outputs of the commands behind it. */
export type Background = { section: Section; host: string | undefined; prints: Output; taken?: true };

/** Whether a packet is printed between a ping's first line and its last, while no capture is known to run. */
export function interrupts({ prints, output }: OpenSection, line: string): boolean {
  return (
    prints?.kind === 'ping' &&
    formOf(line) === capture &&
    output.some((earlier) => /^PING \S/.test(earlier)) &&
    !output.some((earlier) => /^\d+ packets transmitted|^--- .* statistics/.test(earlier))
  );
}

/** Whether the command is a capture that was left running. */
export function isLeftRunning({ typed, prints }: OpenSection): boolean {
  return prints?.kind === 'capture' && typed !== undefined && /[^&]&\s*$/.test(typed);
}

/** Whether what is open stands right behind the program in the background, without a prompt of its own. */
export function isBehind(
  background: Background | undefined,
  open: OpenSection,
  sections: readonly Section[],
): boolean {
  return open.command === undefined && background !== undefined && sections.at(-1) === background.section;
}

/** Whether a line among another command's output is one of the program in the background. */
export function isOfBackground({ prints, taken }: Background, line: string): boolean {
  if (line.trim() === '') return false;
  return (
    formOf(line) === prints ||
    (taken === true && prints.lines?.continues?.(line) === true && /^\s/.test(line))
  );
}
