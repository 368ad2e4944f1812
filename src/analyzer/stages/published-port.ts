import type { Walk } from '../walk.ts';

/**
 * Whether strict mode refuses the request only because its port is published: its destination is rewritten before the source
 * is looked at, a rule "from the asked address" does not match the container's, and so the way back is another interface.
 */
export function isPublishedPort({ passage, validation, inwardQuery, flow, model }: Walk): boolean {
  if (!passage.translated || validation.verdict !== 'refused' || validation.reason !== 'strict') return false;
  const asked = model.validateSource({
    ...inwardQuery,
    destination: flow.to,
    ...(flow.port === undefined ? {} : { dport: flow.port }),
  });
  return asked.verdict === 'accepted';
}
