import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import type { ListenerContext } from '../context.ts';
import { onPress } from './on-press.ts';

/** "Probe from server-a": looks again, with a ping from there. */
export function onProbeFrom(app: App, context: ListenerContext): void {
  onPress(app, context, ACTION.probeFrom, ({ press, by, delivery }) =>
    context.triages.probeFrom(press.triage, by, press.host ?? '', delivery),
  );
}
