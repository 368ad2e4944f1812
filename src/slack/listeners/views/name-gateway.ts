import type { App } from '@slack/bolt';
import { GATEWAY, readGateway } from '../../views/gateway-modal.ts';
import type { ListenerContext } from '../context.ts';
import { onSubmit } from './on-submit.ts';

/** The dialog that asks for a gateway was submitted. */
export function onGatewayNamed(app: App, context: ListenerContext): void {
  onSubmit(app, context, {
    callback: GATEWAY.callback,
    read: readGateway,
    work: (said, by, delivery) => context.triages.nameGateway(said.triage, by, said.gateway, delivery),
  });
}
