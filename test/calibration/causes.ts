import { ANALYZER_CAUSES } from './ask.ts';

/** Public codes that a paste may call for although the analyzer does not know them yet. */
const WANTED = [
  'not-listening',
  'arp-not-answered',
  'address-elsewhere',
  'neighbour-wrong',
  'bpf-or-tc-drop',
  'ipsec-policy',
  'reply-rate-limited',
  'sender-side',
  'packet-loss',
] as const;

/** Every cause that may be expected of a diagnosis. */
export const KNOWN_CAUSES: ReadonlySet<string> = new Set([...ANALYZER_CAUSES, ...WANTED]);
