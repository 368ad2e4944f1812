import { formOf } from '../outputs/index.ts';
import { readPrompt, startsWithCommand } from '../prompt.ts';

/** A sentence that a person wrote around the outputs, and the line of the paste where it begins, from 1. */
export type Sentence = { text: string; line: number };

/** What a person writes begins with a letter, behind a bullet, a quotation mark or a comment's sign. */
const BEGINS =
  /^\s*(?:[>*•–—#-]{1,3}\s+|\d{1,2}[.)]\s+)?["'„“«(*_`【「《]{0,3}(?:\p{L}|\d{1,3}(?:\.\d{1,3}){3}[\s,:(].*\p{L}{3})/u;
/** What no sentence holds: listings, settings, packets, log lines. */
const LISTED =
  /\S=\S|[{}|]|\s>\s|(?:^|\s)(?:dev|via|inet6?|lladdr|proto|scope|metric|mtu|lookup) \S|\blink\/|\s--\s.*\s--\s|^\s*[A-Z][a-z]{2}\s+\d{1,2} \d\d:\d\d|% packet loss, |kernel: |\b(?:saddr|daddr|iifname|oifname)\b|^\s*(?:\/\w|[\w.]{1,20}: )?(?:error|warning): |^(?:Host is up|Nmap |Starting |Connection to |Trying )|^\*\s+(?:Trying|connect|Connected|[Cc]losing|Failed|ALPN|TLS|SSL|Mark|Re-using|Using|Could|Connection|Immediate|Host|IPv|Established|Operation|Server)/;
/** Who says something in a chat, and when. */
const SPEAKER = /^\s*\[?\d{1,2}:\d\d(?::\d\d)?\]?\s*<[^<>]{1,30}>\s*/;

/** Lines that are looked at, and characters of each: most of a long paste was printed by programs. */
const MAX_LINES = 20_000;
const MAX_LENGTH = 1200;

/** The sentences of a paste. A sentence goes on over lines up to an empty one, or one that a program printed. */
export function sentencesIn(lines: readonly string[]): Sentence[] {
  const found: Sentence[] = [];
  let paragraph: { text: string; line: number }[] = [];
  let looked = 0;
  const close = () => {
    found.push(...sentencesOf(paragraph));
    paragraph = [];
  };
  for (const [at, line] of lines.entries()) {
    if (line.trim() === '') {
      close();
      continue;
    }
    const said = looked < MAX_LINES ? saidIn(line) : undefined;
    if (said !== undefined) looked++;
    const text = said === undefined ? undefined : writtenIn(line, said, lines[at + 1] ?? '');
    if (text === undefined) close();
    else paragraph.push({ text, line: at + 1 });
  }
  close();
  return found;
}

/** A line that begins as a person begins one, without who says it. */
function saidIn(line: string): string | undefined {
  if (line.length > MAX_LENGTH) return undefined;
  const said = line.replace(SPEAKER, '');
  return BEGINS.test(said) || /#\s*#/.test(said) ? said : undefined;
}

/** What a person wrote in a line; undefined where a program printed it, or it is a command. */
function writtenIn(line: string, said: string, next: string): string | undefined {
  const prompt = readPrompt(said);
  if (prompt) return /^#+\s*\p{L}/u.test(prompt.typed) ? prompt.typed.replace(/^#+\s*/, '') : undefined;
  const text = said.replace(/^\s*(?:[>*•–—#-]{1,3}\s+|\d{1,2}[.)]\s+)?/, '');
  if (
    LISTED.test(text.replace(/`[^`]{0,200}`/g, '')) ||
    isOfProgram(text) ||
    formOf(line, next) !== undefined
  )
    return undefined;
  return text;
}

/** `curl: (28) Connection timed out`: a program says it. */
function isOfProgram(text: string): boolean {
  const name = /^([a-z][\w.-]{1,30}): /.exec(text)?.[1];
  return name !== undefined && startsWithCommand(name);
}

/** A line that begins with whom it is about is a sentence of its own. */
const BEGINS_ANEW = /^(?:[a-z]{2,4}\d[\w.]*|\d{1,3}(?:\.\d{1,3}){3})[\s:(]/;

/** Where a sentence ends: at its mark, which an address has within it. */
const ENDS = /(?<=[.!?;…])\s+|(?<=[。！？；])/u;

function sentencesOf(paragraph: readonly { text: string; line: number }[]): Sentence[] {
  const sentences: Sentence[] = [];
  let open: Sentence | undefined;
  for (const { text, line } of paragraph) {
    const parts = text.split(ENDS).filter((part) => part.trim() !== '');
    if (open && BEGINS_ANEW.test(text)) {
      sentences.push(open);
      open = undefined;
    }
    for (const part of parts) {
      open = open ? { ...open, text: `${open.text} ${part.trim()}` } : { text: part.trim(), line };
      const isLast = part === parts.at(-1);
      if (isLast && !/[.!?;…。！？；:：]\s*["'”»)*_`]*\s*$/u.test(part)) continue;
      sentences.push(open);
      open = undefined;
    }
  }
  if (open) sentences.push(open);
  return sentences;
}
