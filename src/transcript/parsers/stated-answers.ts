import { isAddress } from '../forms/addresses.ts';

/** What people write of an address that does answer; between the words and the address stands its host or interface. */
const ANSWERS =
  /\b(?:can (?:still )?ping|answered by|(?:answers?|replies) from)\b([^.;!?]{0,60}?)\b(\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{1,4}:[0-9a-f:]{2,40})\b/i;
/** What turns it into its opposite. */
const DENIES =
  /\b(?:nobody|no one|none|not|no|never|neither|nothing|without|can't|cannot|doesn't|isn't|only)\b/i;

/** The address that a sentence says to answer, where nothing in the sentence before it denies that. */
export function statedAnswer(line: string): string | undefined {
  const text = line.slice(0, 600);
  const found = ANSWERS.exec(text);
  const [, between = '', address] = found ?? [];
  if (!found || !isAddress(address)) return undefined;
  const before = text.slice(0, found.index).split(/[.;!?] /);
  const sentence = before.at(-1) ?? '';
  return DENIES.test(sentence) || DENIES.test(between) ? undefined : address;
}
