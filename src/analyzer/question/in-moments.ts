import type { Cause, Flow, Message, Moment, TypedCommandLine } from '../model/index.ts';
import { findQuestion } from './find-question.ts';
import type { QuestionFlags, QuestionFound, QuestionRefused } from './found.ts';
import { isSameFlow } from './resolved-flow.ts';

/** A question of one moment of a paste, and what was changed before and after that moment. */
export type QuestionInTime = QuestionFound & {
  /** Changes that were typed before, in their order; `failed`: the same was tried before them, and failed. */
  before: { commands: readonly TypedCommandLine[]; failed: boolean };
  /** Changes that were typed after; `end`: the same question with the state that they lead to. */
  after?: { commands: readonly TypedCommandLine[]; end: QuestionFound };
};

/**
 * The question that a paste holds, where hosts are changed in it: what was tried last counts. A flow that failed before a
 * change is the question where it was not tried again after it.
 */
export function findQuestionInTime(
  moments: readonly Moment[],
  named: QuestionFlags = {},
): QuestionInTime | QuestionRefused {
  const failed: Flow[] = [];
  const asked = moments.map(({ observations }) => {
    const question = findQuestion(observations, named, failed);
    if (question.kind === 'found' && hasFailed(question)) failed.push(question.flow);
    return question;
  });
  const at = tellingMoment(asked);
  const question = asked[at] ?? findQuestion([], named);
  if (question.kind === 'refused') return question;
  const earlier = asked.slice(0, at).filter((one) => one.kind === 'found');
  const whole: QuestionInTime = {
    ...question,
    before: {
      commands: commandsOf(moments.slice(1, at + 1)),
      failed: earlier.some((one) => hasFailed(one) && isSameFlow(one.flow, question.flow)),
    },
  };
  const commands = commandsOf(moments.slice(at + 1));
  const end = commands.length === 0 ? undefined : askedAtEnd(moments, named, question);
  return end === undefined ? whole : { ...whole, after: { commands, end } };
}

function commandsOf(moments: readonly Moment[]): TypedCommandLine[] {
  return moments.flatMap(({ changes }) => changes);
}

/** The last moment in which something fails that works in none after it; else the last one that shows an attempt. */
function tellingMoment(asked: readonly (QuestionFound | QuestionRefused)[]): number {
  const works: Flow[] = [];
  let shown: number | undefined;
  for (let at = asked.length - 1; at >= 0; at--) {
    const question = asked[at];
    if (question?.kind !== 'found') continue;
    const { taken, flow, siblings } = question;
    if (hasFailed(question) && !works.some((one) => isSameFlow(one, flow))) return at;
    if (taken.by === 'attempt' && taken.outcome === 'answered') {
      works.push(flow);
      shown ??= at;
    }
    works.push(...siblings.working);
  }
  return shown ?? asked.length - 1;
}

function hasFailed({ taken }: QuestionFound): boolean {
  return taken.by === 'attempt' && (taken.outcome === 'failed' || taken.outcome === 'unclear');
}

function askedAtEnd(
  moments: readonly Moment[],
  named: QuestionFlags,
  { flow, hostName }: QuestionFound,
): QuestionFound | undefined {
  const { interface: name, to, from, protocol, port } = flow;
  const end = findQuestion(moments.at(-1)?.observations ?? [], {
    ...named,
    protocol,
    ...(name === '' ? {} : { interface: name }),
    ...(to === '' ? {} : { to }),
    ...(from === undefined ? {} : { from }),
    ...(port === undefined ? {} : { port }),
    ...(hostName === undefined ? {} : { host: hostName }),
  });
  return end.kind === 'found' ? end : undefined;
}

/** The question as it stands at the end, where what was answered was changed since. */
export function sinceAnswered({ after, before, ...question }: QuestionInTime): QuestionInTime {
  const commands = [...before.commands, ...(after?.commands ?? [])];
  return { ...question, ...after?.end, taken: { by: 'flags' }, before: { commands, failed: false } };
}

/** What is said of the changes around a question; `end`: the cause that the state at the end leads to. */
export function changedMessages(
  { before, after, taken, hostName }: QuestionInTime,
  cause: Cause,
  end: { cause: Cause; nothingFound: boolean } | undefined,
): Message[] {
  const messages: Message[] = [];
  const told = (commands: readonly TypedCommandLine[]) => ({
    commands: commands.map(({ command }) => command),
    hosts: [...new Set(commands.flatMap(({ host }) => host ?? hostName ?? []))],
  });
  if (before.commands.length > 0) {
    const works = taken.by === 'attempt' && taken.outcome === 'answered';
    messages.push({ key: 'remark.changed-before', ...told(before.commands), failed: before.failed, works });
  }
  if (after && end) {
    const leaves =
      end.cause === cause
        ? 'same'
        : end.nothingFound || end.cause === 'healthy'
          ? 'nothing-found'
          : end.cause === 'inconclusive'
            ? 'open'
            : 'other';
    messages.push({ key: 'remark.changed-after', ...told(after.commands), leaves, cause: end.cause });
  }
  return messages;
}
