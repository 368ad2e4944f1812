import { isOurs } from './counted.ts';
import type { Message, OracleAnswer, Testimonies, Testimony } from './model/index.ts';
import { validationMessage } from './routes/index.ts';
import { deviceOf, type Walk, waysOf } from './walk/index.ts';

/** The four witnesses. Evidence that cannot be attributed to this flow says `unknown`. */
export function hearWitnesses(walk: Walk): Testimonies {
  return {
    model: modelSays(walk),
    kernel: kernelSays(walk),
    counters: countersSay(walk),
    capture: captureSays(walk),
  };
}

function modelSays({
  modelled: { validation, replyRoute, inwardQuery },
  asked: { sender },
}: Walk): Testimony {
  const source = validationMessage(validation, inwardQuery);
  if (validation.verdict === 'refused') return { says: 'refuses', detail: source };
  if (validation.verdict === 'unknown') return { says: 'unknown', detail: source };
  switch (replyRoute.kind) {
    case 'error':
      return { says: 'refuses', detail: { key: 'model.no-way-back', sender, error: replyRoute.error } };
    case 'refused':
      return { says: 'unknown', detail: { key: 'reply-route.none', sender } };
    case 'unknown':
      return { says: 'unknown', detail: { key: 'reply-route.open', sender, question: replyRoute.question } };
    case 'route':
      return {
        says: 'accepts',
        detail: {
          key: 'model.accepts',
          source,
          device: deviceOf(replyRoute) ?? '?',
          ...otherWays(replyRoute),
        },
      };
  }
}

/** Where a hash over the flow chooses the way: the others that it may choose. */
function otherWays(route: Walk['modelled']['replyRoute']): { others?: string[] } {
  const [, ...others] = waysOf(route);
  return others.length === 0 ? {} : { others };
}

/** The kernel's own answer to `ip route get TO from SENDER iif IFACE`, and to the way back. */
function kernelSays({ asked: { flow }, seen: { ingress, observation } }: Walk): Testimony {
  if (flow.from === undefined) return { says: 'unknown', detail: { key: 'kernel.no-sender' } };
  const inward = observation.oracle.findLast(
    ({ to, from, iif }) => to === flow.to && from === flow.from && iif === ingress,
  );
  const back = observation.oracle.findLast(
    ({ to, from, iif }) => to === flow.from && from === flow.to && iif === undefined,
  );
  const refusal = [inward, back].find((asked) => asked?.answer.kind === 'error');
  if (refusal) return { says: 'refuses', detail: answerOf(refusal) };
  if (inward?.answer.kind !== 'route') return { says: 'unknown', detail: { key: 'kernel.not-asked' } };
  const way = back?.answer.kind === 'route' ? { way: back.answer.dev ?? '?' } : {};
  return { says: 'accepts', detail: { ...answerOf(inward), ...way } as Message };
}

function answerOf({ command, answer }: OracleAnswer): Message {
  const told = answer.kind === 'error' ? answer.message : answer.kind === 'route' ? answer.type : answer.text;
  return { key: 'kernel.answer', command, answer: told };
}

function countersSay({ seen: { counted }, asked: { family } }: Walk): Testimony {
  const { sent, refused, echoesIn, repliesOut } = counted;
  const named: [string, number | undefined][] = [
    ['IPReversePathFilter', refused],
    ['InEchos', echoesIn],
    [family === 4 ? 'OutEchoReps' : 'OutEchoReplies', repliesOut],
  ];
  const changes = named.flatMap(([counter, by]) => (by === undefined ? [] : [{ counter, by }]));
  if (changes.length === 0) return { says: 'unknown', detail: { key: 'counters.not-read' } };
  const say = (
    says: Testimony['says'],
    reading: 'ours' | 'none-in' | 'none-answered' | 'mixed' | 'nobody-sent',
  ): Testimony => ({ says, detail: { key: 'counters.rose', changes, requests: sent, reading } });
  if (sent === 0) return say('unknown', 'nobody-sent');
  if (isOurs(counted, refused)) return say('refuses', 'ours');
  if (echoesIn === undefined || repliesOut === undefined) return say('unknown', 'ours');
  if (echoesIn === 0) return say('refuses', 'none-in');
  if (repliesOut === 0) return say('refuses', 'none-answered');
  if (isOurs(counted, echoesIn) && isOurs(counted, repliesOut)) return say('accepts', 'ours');
  return say('unknown', 'mixed');
}

function captureSays({
  seen: { packets: seen, answerLeft, ingress, egress },
  modelled: { answersObservable },
}: Walk): Testimony {
  const requests = seen.requests.length;
  if (answerLeft) {
    const by = egress === undefined ? {} : { device: egress };
    return {
      says: 'accepts',
      detail: { key: 'capture.answered', requests, answers: seen.answers.length, ...by },
    };
  }
  if (requests === 0) return { says: 'unknown', detail: { key: 'capture.none', listening: seen.listening } };
  if (!answersObservable) return { says: 'unknown', detail: { key: 'capture.not-listened', requests } };
  return { says: 'refuses', detail: { key: 'capture.unanswered', requests, device: ingress } };
}
