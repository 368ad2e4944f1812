import { isIP } from 'node:net';
import type { ExternalSelect, InputBlock, ModalView, PlainTextInput } from '@slack/types';
import { isHostName, isInterfaceName } from '../../config/index.ts';
import type { SlackTexts } from '../../texts/index.ts';
import { LIMITS } from '../limits.ts';
import type { Check } from '../sentence/index.ts';
import { type AskedIn, CHECK, type Draft, readCarried, writeCarried } from './check-question.ts';
import { plain } from './text.ts';

/** The form's blocks and their element. */
export const FORM = {
  host: 'check-host',
  interface: 'check-interface',
  from: 'check-from',
  port: 'check-port',
  element: 'typed',
} as const;

/** The form that asks for a host and an interface; what is understood already stands in it. */
export function checkForm(draft: Draft, place: AskedIn, say: SlackTexts): ModalView {
  const { checkDialog } = say;
  const { from, port } = draft;
  const sender = from?.kind === 'host' ? from.host : from?.address;
  return {
    type: 'modal',
    callback_id: CHECK.callback,
    private_metadata: writeCarried(draft, place),
    title: { type: 'plain_text', text: checkDialog.title },
    submit: { type: 'plain_text', text: checkDialog.submit },
    close: { type: 'plain_text', text: say.buttons.cancel },
    blocks: [
      // Whoever chooses a host sees that host's interfaces next.
      { ...menu(FORM.host, checkDialog.host, checkDialog.hostHint, draft.host), dispatch_action: true },
      menu(FORM.interface, checkDialog.interface, checkDialog.interfaceHint, draft.interface),
      input(FORM.from, checkDialog.sender, checkDialog.senderExample, sender),
      input(FORM.port, checkDialog.port, checkDialog.portExample, portText(draft, port)),
    ],
  };
}

function portText({ protocol }: Draft, port: number | undefined): string | undefined {
  return port === undefined ? undefined : `${port}${protocol === 'udp' ? ' udp' : ''}`;
}

/** A menu that finds its options while somebody types. */
function menu(block: string, label: string, hint: string, value: string | undefined): InputBlock {
  const element: ExternalSelect = {
    type: 'external_select',
    action_id: FORM.element,
    min_query_length: 0,
    placeholder: { type: 'plain_text', text: plain(hint, 150) },
    ...(value === undefined
      ? {}
      : { initial_option: { text: { type: 'plain_text', text: plain(value, LIMITS.optionText) }, value } }),
  };
  return { type: 'input', block_id: block, label: { type: 'plain_text', text: label }, element };
}

function input(block: string, label: string, placeholder: string, value: string | undefined): InputBlock {
  const element: PlainTextInput = {
    type: 'plain_text_input',
    action_id: FORM.element,
    max_length: 253,
    placeholder: { type: 'plain_text', text: plain(placeholder, 60) },
    ...(value === undefined ? {} : { initial_value: value }),
  };
  return {
    type: 'input',
    block_id: block,
    optional: true,
    label: { type: 'plain_text', text: label },
    element,
  };
}

type Held = { value?: string | null; selected_option?: { value?: string } | null };
type Submitted = {
  private_metadata: string;
  state: FormState;
};
type FormState = { values: Record<string, Record<string, Held>> };

/** The host that stands in the form, as far as Slack says so. */
export function chosenHost({ state }: { state?: FormState }): string | undefined {
  return state ? heldIn(state, FORM.host) || undefined : undefined;
}

function heldIn({ values }: FormState, block: string): string {
  const held = values[block]?.[FORM.element];
  return (held?.value ?? held?.selected_option?.value)?.trim() ?? '';
}

/** What the submitted form asks, or what is wrong beside each input. */
export function readCheckForm(
  view: Submitted,
  { checkDialog }: SlackTexts,
): { kind: 'asked'; check: Check; place: AskedIn } | { kind: 'wrong'; errors: Record<string, string> } {
  const value = (block: string): string => heldIn(view.state, block);
  const [host, name, from, typedPort] = [
    value(FORM.host),
    value(FORM.interface),
    value(FORM.from),
    value(FORM.port),
  ];
  const errors: Record<string, string> = {};
  if (!isHostName(host)) errors[FORM.host] = checkDialog.wrongHost;
  if (!isInterfaceName(name)) errors[FORM.interface] = checkDialog.wrongInterface;
  if (from !== '' && isIP(from) === 0 && !isHostName(from)) errors[FORM.from] = checkDialog.wrongSender;
  const port = readPort(typedPort);
  if (port === undefined) errors[FORM.port] = checkDialog.wrongPort;
  if (Object.keys(errors).length > 0 || port === undefined) return { kind: 'wrong', errors };
  const { draft, place } = readCarried(view.private_metadata);
  const { waitSeconds } = draft;
  // An address that was understood goes with the interface that has it.
  const to = draft.interface === name || draft.interface === undefined ? draft.to : undefined;
  return {
    kind: 'asked',
    place,
    check: {
      ...{ host, interface: name, ...port },
      ...(from === '' ? {} : { from: senderOf(from) }),
      ...(to === undefined ? {} : { to }),
      ...(waitSeconds === undefined ? {} : { waitSeconds }),
    },
  };
}

function senderOf(text: string): NonNullable<Check['from']> {
  return isIP(text) === 0 ? { kind: 'host', host: text } : { kind: 'address', address: text };
}

function readPort(text: string): Pick<Check, 'protocol' | 'port'> | undefined {
  if (text === '') return { protocol: 'icmp' };
  const [, digits, protocol = 'tcp'] = /^(\d{1,5})(?:[\s/]*(tcp|udp))?$/i.exec(text) ?? [];
  const port = Number(digits);
  if (!(port >= 1 && port <= 65_535)) return undefined;
  return { protocol: protocol.toLowerCase() === 'udp' ? 'udp' : 'tcp', port };
}
