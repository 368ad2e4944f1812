import type { App } from '@slack/bolt';
import { APPROVE, readApproval } from '../../views/approve-modal.ts';
import type { ListenerContext } from '../context.ts';
import { onSubmit } from './on-submit.ts';

/** An approver gave what is asked for beside the yes. */
export function onApprovalGiven(app: App, context: ListenerContext): void {
  onSubmit(app, context, {
    callback: APPROVE.callback,
    read: readApproval,
    work: (said, by, delivery) => context.triages.approve(said.triage, by, said.plan, delivery, said.given),
    anyone: true,
    patient: true,
  });
}
