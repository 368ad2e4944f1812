import type { App } from '@slack/bolt';
import { ACTION } from '../../press.ts';
import { checkForm } from '../../views/check-form.ts';
import { checkLabel } from '../../views/check-question.ts';
import { escapeText } from '../../views/text.ts';
import { begin } from '../ask.ts';
import type { ListenerContext } from '../context.ts';
import { onPress, type Pressed } from './on-press.ts';

/** "Check server-b eth1", under the table of a scan: looks at that interface. It can be pressed again for another look. */
export function onCheckFound(app: App, context: ListenerContext): void {
  onPress(app, context, ACTION.checkFound, async ({ press, user, channel, delivery, say }) => {
    const { host, interface: name } = press;
    if (host === undefined || name === undefined) throw new Error('the button names no interface of a host');
    const check = { host, interface: name, protocol: 'icmp' as const };
    const { uses: _countsAgain, ...once } = delivery;
    const answer = await begin(context, check, { user, channel: channel ?? '' }, once, say);
    return answer?.text ?? say.question.checking({ what: escapeText(checkLabel(check, say)) });
  });
}

/** "Check another …": opens the form, for an interface that has no button. */
export function onCheckAnother(app: App, context: ListenerContext): void {
  onPress(app, context, ACTION.checkAnother, async ({ user, channel, triggerId, client, say }: Pressed) => {
    const place = { channel: channel ?? '' };
    const view = context.buttons.sealDialog(checkForm({ protocol: 'icmp' }, place, say), user);
    await client.views.open({ trigger_id: triggerId, view });
    return undefined;
  });
}
