import { z } from 'zod';
import type { SlackTexts } from '../../texts/index.ts';
import { Sender } from '../../triage/index.ts';
import type { Check, Reading } from '../sentence/index.ts';
import { actions, button, type Content, section } from './blocks.ts';
import { code, escapeText, plain } from './text.ts';

/** The buttons under a question about what was meant: `:2` behind them tells several apart. */
export const CHECK = {
  confirm: 'check-it',
  change: 'change-check',
  callback: 'check-form',
  /** The message shortcut that opens the form. */
  shortcut: 'check-this',
} as const;

/** Where the question was asked: what comes of it stands there too. */
export const AskedIn = z.object({ channel: z.string(), threadTs: z.string().exactOptional() });
export type AskedIn = z.infer<typeof AskedIn>;

/** What is understood of a question, as far as it is: the form begins with it. */
const Draft = z.object({
  host: z.string().optional(),
  interface: z.string().optional(),
  from: Sender.optional(),
  to: z.string().optional(),
  protocol: z.enum(['icmp', 'tcp', 'udp']),
  port: z.number().optional(),
  waitSeconds: z.number().optional(),
});
export type Draft = z.infer<typeof Draft>;

const Carried = z.object({ draft: Draft, place: AskedIn });

/** What such a button carries. */
export function writeCarried(draft: Draft, place: AskedIn): string {
  return JSON.stringify({ draft, place } satisfies z.infer<typeof Carried>);
}

/** What `writeCarried` wrote. */
export function readCarried(content: string): z.infer<typeof Carried> {
  return Carried.parse(JSON.parse(content));
}

/** A question that needs a person's word: everything but what is certain. */
export type Unclear = Exclude<Reading, { kind: 'certain' | 'help' }>;

/**
 * The question, for the asker alone: the likely readings as buttons, and a form for another one. `said` is what is said of a
 * name that is none of the inventory (mrkdwn); `seal` makes a button's value.
 */
export function checkQuestion(
  reading: Unclear,
  said: string | undefined,
  say: SlackTexts,
  seal: (action: string, draft: Draft) => string,
): Content {
  const text = said ?? questionText(reading, say);
  const checks = 'checks' in reading ? reading.checks : [];
  const [only, ...others] = checks;
  const isOne = only !== undefined && others.length === 0 && reading.kind === 'almost';
  const labelOf = (check: Check) => {
    const what = checkLabel(check, say);
    if (!isOne) return what;
    return said === undefined ? say.question.checkIt : say.question.check({ what });
  };
  const buttons = checks.map((check, index) =>
    button({
      action: `${CHECK.confirm}:${index + 1}`,
      text: labelOf(check),
      value: seal(CHECK.confirm, check),
      ...(index === 0 && reading.kind === 'almost' ? { style: 'primary' as const } : {}),
    }),
  );
  const form = button({
    action: CHECK.change,
    text: checks.length > 0 ? say.question.change : say.question.form,
    value: seal(CHECK.change, draftOf(reading)),
  });
  return { text, blocks: [section(text), ...actions('check', [...buttons, form])] };
}

function questionText(reading: Unclear, say: SlackTexts): string {
  const { question } = say;
  switch (reading.kind) {
    case 'almost': {
      const [only, ...others] = reading.checks;
      return others.length === 0 ? `${checkWords(only, say)}?` : question.whichOne;
    }
    case 'interface-needed':
      return question.whichInterface({ host: code(reading.host, 80) });
    case 'host-needed':
      return reading.target === ''
        ? question.whichHost
        : question.hostOf({ target: code(reading.target, 60) });
    case 'hopeless':
      return escapeText(`${unreadableText(reading, say)} ${question.example}`);
  }
}

function unreadableText(
  { unreadable }: Extract<Unclear, { kind: 'hopeless' }>,
  { question }: SlackTexts,
): string {
  if (!unreadable) return question.seesNothing;
  return unreadable.because === 'too-long'
    ? question.tooLong({ length: unreadable.length })
    : question.invisible;
}

/** What is understood of a question: the form begins with it. */
export function draftOf(reading: Reading): Draft {
  if (reading.kind === 'certain') return reading.check;
  if (reading.kind === 'almost') return reading.checks[0];
  if (reading.kind === 'interface-needed') return { ...reading.flow, host: reading.host };
  if (reading.kind === 'hopeless' || reading.kind === 'help') return { protocol: 'icmp' };
  const isInterface = reading.target !== '' && reading.target !== reading.flow.to;
  return { ...reading.flow, ...(isInterface ? { interface: reading.target } : {}) };
}

/** "server-b eth1 from server-a", for a button: plain text. */
export function checkLabel(check: Check, say: SlackTexts): string {
  return plain(`${check.host} ${check.interface}${flowWords(check, say)}`, 75);
}

/** The same in mrkdwn. */
function checkWords(check: Check, say: SlackTexts): string {
  return `*${escapeText(check.host)}* *${escapeText(check.interface)}*${escapeText(flowWords(check, say))}`;
}

function flowWords({ from, to, protocol, port }: Check, { question }: SlackTexts): string {
  const sender =
    from === undefined ? '' : question.from({ sender: from.kind === 'host' ? from.host : from.address });
  return `${port === undefined ? '' : ` ${protocol} ${port}`}${to === undefined ? '' : ` (${to})`}${sender}`;
}
