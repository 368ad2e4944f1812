import type { Answer, Input, Trial } from './trial.ts';

/** What people write around a console and what has nothing to do with it. */
const PROSE = [
  'Any hint is appreciated, I have been looking at this for two days.',
  'Ich komme hier leider nicht weiter und bin für jeden Hinweis dankbar.',
  'Je ne comprends pas pourquoi, merci de votre aide.',
  '各位好，请帮忙看一下，谢谢。',
  'お手数ですが、ご確認をお願いいたします。',
];
const UNRELATED = ['$ uptime', ' 10:01:22 up 41 days,  3:11,  2 users,  load average: 0.08, 0.03, 0.01'];

/** The answer to a paste as it is, and to the same with something added that does not matter. */
export interface NoisyAnswer {
  readonly trial: Trial;
  /** Where the noise stands. */
  readonly where: string;
  readonly from: string;
  readonly to: string;
}

/** Every paste asked again with prose or an unrelated command added. */
export function askWithNoise(trials: readonly Trial[], ask: (input: Input) => Answer): NoisyAnswer[] {
  return trials.flatMap((trial) => {
    const { input, kind } = trial;
    if (input.form !== 'paste' || !kind.includes('console')) return [];
    const from = ask(input).cause;
    return noisy(input.text).map(({ where, text }) => ({
      trial,
      where,
      from,
      to: ask({ ...input, text }).cause,
    }));
  });
}

/** Whether the noise changed the cause. */
export function isSwayed({ from, to }: NoisyAnswer): boolean {
  return from !== to;
}

/** The paste with each piece of noise before it, and prose where people write it: between two commands, with or without a gap. */
export function noisy(text: string): { readonly where: string; readonly text: string }[] {
  const before = [...PROSE, UNRELATED.join('\n')].map((noise) => ({
    where: 'before it',
    text: `${noise}\n\n${text}`,
  }));
  const between = PROSE.flatMap((prose) => [
    { where: 'in its gaps', text: text.replace(GAP, (gap) => `${gap}${prose}\n\n`) },
    { where: 'right after outputs', text: text.replace(OUTPUT_END, (end) => `${end}${prose}\n`) },
  ]).filter((one) => one.text !== text);
  return [...before, ...between];
}

const PROMPT = String.raw`(?=(?:\S+[@~]\S*|\[\S+@[^\]\n]+\]|\S+)?[$#%] \S)`;
/** An empty line before a prompt with a command. */
const GAP = new RegExp(`^\\n${PROMPT}`, 'gm');
/** The last line of an output, where the next prompt follows at once. */
const OUTPUT_END = new RegExp(`(?<=\\S)\\n${PROMPT}`, 'g');
