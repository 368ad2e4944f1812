import type { App } from '@slack/bolt';
import { GLASS, readGlass } from '../../views/break-glass-modal.ts';
import type { ListenerContext } from '../context.ts';
import { onSubmit } from './on-submit.ts';

/** An approver said why nobody else is waited for. */
export function onGlassBroken(app: App, context: ListenerContext): void {
  onSubmit(app, context, {
    callback: GLASS.callback,
    read: readGlass,
    work: (said, by, delivery) =>
      context.triages.breakGlass(said.triage, by, said.plan, said.reason, delivery, said.given),
    anyone: true,
    patient: true,
  });
}
