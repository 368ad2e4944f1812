import type { Diagnosed, ProposedRemedy } from '../analyzer/model/index.ts';
import { headlineOf, type Language, labelOf, pictureTextsIn } from '../texts/index.ts';

/** What a picture shows, for who cannot see it: the verdict and both ways, then what the remedy would make of it. */
export function alternativeText(
  found: Diagnosed,
  { language = 'en', remedy }: { language?: Language; remedy?: ProposedRemedy | undefined } = {},
): string {
  const { alternative } = pictureTextsIn(language);
  const { topology, scene } = found;
  const reply = topology?.reply ?? { kind: 'open' as const };
  const back =
    reply.kind === 'by'
      ? alternative.replyBy([...new Set(reply.hops.map(({ device }) => device))])
      : reply.kind === 'none'
        ? alternative.noReply
        : alternative.replyNotKnown;
  return [
    alternative.now(headlineOf(found, language), alternative.requestBy(scene.ingress), back),
    ...(remedy === undefined
      ? []
      : [alternative.after(labelOf(remedy.id, scene.interface, remedy.plan, language), remedy.outcome)]),
  ].join(' ');
}
