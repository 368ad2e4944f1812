import { isAddress, plainAddress } from './addresses.ts';

/** `(from my desktop, 10.0.0.5)`, `# laptop 10.0.0.5`, `<-- from 10.0.0.5`: what people put behind a command. */
const NOTE = /\s(?:\(|#|<-{1,3}|←|\/\/)\s?([^()]{2,120}?)\)?\s*$/;

/** The address of who sends, as a remark behind the command tells it; undefined where it names none, or several. */
export function senderNoted(command: string | undefined, to: string): string | undefined {
  const [, note] = NOTE.exec((command ?? '').slice(0, 600)) ?? [];
  if (note === undefined) return undefined;
  const found = note
    .split(/[\s,;=]+/)
    .map((word) => plainAddress(word.replace(/^[[(]|[\])./:]+$/g, '')))
    .filter((word) => isAddress(word) && word !== to);
  const [only, ...others] = new Set(found);
  return others.length === 0 ? only : undefined;
}
