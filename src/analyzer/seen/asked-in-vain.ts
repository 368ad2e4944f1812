import type { LinkQuestion } from '../link-questions.ts';
import type { Walk } from '../walk/index.ts';

/** A question that is repeated was not answered: one alone may have been answered behind the capture's end. */
const REPEATED = 2;

/**
 * Who asks, again and again, for the hardware address of the asked one, while nothing answers and no request comes: the packet
 * never gets beyond that. IPv4 alone.
 */
export function askedForInVain(walk: Walk): LinkQuestion | undefined {
  const { flow, family } = walk.asked;
  const { linkTalk, arrived, answerArrived, observation } = walk.seen;
  if (family === 6 || arrived || answerArrived) return undefined;
  const answered = linkTalk.answers.some(({ address }) => address === flow.to);
  // A capture of one direction shows no answers.
  const oneWay = observation.captures.some(({ command }) => / -[QP] ?in/.test(command ?? ''));
  if (answered || oneWay) return undefined;
  const questions = linkTalk.questions.filter(
    ({ target, direction, asker, dev }) =>
      target === flow.to &&
      direction !== 'out' &&
      asker !== undefined &&
      asker !== flow.to &&
      (dev === undefined || dev === flow.interface),
  );
  const asker = questions.find(
    (one) => questions.filter((other) => other.asker === one.asker).length >= REPEATED,
  );
  return asker;
}
