import { remediesFor } from '../causes/index.ts';
import type { ProposedRemedy, RemedyId } from '../model/index.ts';
import { addressHolder } from '../model/index.ts';
import type { KernelModel } from '../routes/index.ts';
import type { Verdict } from '../verdict/index.ts';
import { deviceOf, type Walk } from '../walk.ts';
import { cloudOf } from './cloud.ts';

/** What would come of a remedy. */
export type Outcome = Pick<ProposedRemedy, 'outcome' | 'on' | 'because' | 'stillStoppedBy'>;

/** Walks the flow again with the plan applied: what the model then answers decides the outcome. */
export function outcomeWith(walk: Walk, verdict: Verdict, id: RemedyId, after: KernelModel): Outcome {
  const { state, flow, sender } = walk;
  const device = addressHolder(state, walk.ingress);
  const validation = after.validateSource(walk.inwardQuery);
  const reply = after.lookup(walk.replyQuery);
  if (validation.verdict === 'unknown' || reply.kind === 'unknown') {
    const because =
      validation.verdict === 'unknown'
        ? ({ key: 'outcome.open', because: { key: 'question.open', question: validation.question } } as const)
        : ({ key: 'outcome.way-open', sender } as const);
    return { outcome: 'depends', on: { key: 'outcome.on-unread' }, because };
  }
  if (validation.verdict === 'refused') {
    const back = deviceOf(validation.reverse);
    const { reason } = validation;
    const because = {
      key: 'outcome.still-refused',
      source: sender,
      device,
      reason,
      ...(back === undefined ? {} : { back }),
    } as const;
    return { outcome: 'does-not-repair', because };
  }
  if (reply.kind !== 'route')
    return { outcome: 'does-not-repair', because: { key: 'outcome.no-way-back', sender } };
  const causes = verdict.next.filter((cause) => !remediesFor(cause).includes(id));
  if (causes.length > 0)
    return {
      outcome: 'does-not-repair',
      because: { key: 'outcome.still-stopped', causes },
      stillStoppedBy: causes,
    };
  const out = deviceOf(reply) ?? '?';
  const way = { device: out, ...(reply.gateway === undefined ? {} : { gateway: reply.gateway }) };
  if (out === device) return { outcome: 'repairs', because: { key: 'outcome.repairs', device, way } };
  const cloud = cloudOf(state);
  return {
    outcome: 'depends',
    on: {
      key: 'outcome.on-anti-spoofing',
      out,
      address: flow.to,
      ...(cloud === undefined ? {} : { cloud }),
    },
    because: { key: 'outcome.leaves-elsewhere', device, way, address: flow.to },
  };
}
