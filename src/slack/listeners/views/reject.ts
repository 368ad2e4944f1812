import type { App } from '@slack/bolt';
import { REJECT, readRejection } from '../../views/reject-modal.ts';
import type { ListenerContext } from '../context.ts';
import { onSubmit } from './on-submit.ts';

/** The dialog in which an approver says no was submitted. */
export function onRejected(app: App, context: ListenerContext): void {
  onSubmit(app, context, {
    callback: REJECT.callback,
    anyone: true,
    read: readRejection,
    work: ({ triage, plan, reason }, by, delivery) =>
      context.triages.reject(triage, by, plan, reason, delivery),
  });
}
