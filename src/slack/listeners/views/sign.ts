import type { App } from '@slack/bolt';
import { readSignature, SIGNATURE } from '../../views/signature-modal.ts';
import type { ListenerContext } from '../context.ts';
import { onSubmit } from './on-submit.ts';

/** An approver pasted the signature that the host verifies. */
export function onApprovalSigned(app: App, context: ListenerContext): void {
  onSubmit(app, context, {
    callback: SIGNATURE.callback,
    read: readSignature,
    work: (said, by, delivery) => context.triages.approve(said.triage, by, said.plan, delivery, said.given),
    anyone: true,
    patient: true,
  });
}
