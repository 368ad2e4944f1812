import { isIP } from 'node:net';
import type { KnownBlock, ModalView, PlainTextInput } from '@slack/types';
import { isHostName, isInterfaceName } from '../../config/index.ts';
import type { SlackTexts } from '../../texts/index.ts';
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
      input(FORM.host, checkDialog.host, 'server-b', draft.host, false),
      input(FORM.interface, checkDialog.interface, 'eth1', draft.interface, false),
      input(FORM.from, checkDialog.sender, checkDialog.senderExample, sender, true),
      input(FORM.port, checkDialog.port, checkDialog.portExample, portText(draft, port), true),
    ],
  };
}

function portText({ protocol }: Draft, port: number | undefined): string | undefined {
  return port === undefined ? undefined : `${port}${protocol === 'udp' ? ' udp' : ''}`;
}

function input(
  block: string,
  label: string,
  placeholder: string,
  value: string | undefined,
  optional: boolean,
): KnownBlock {
  const element: PlainTextInput = {
    type: 'plain_text_input',
    action_id: FORM.element,
    max_length: 253,
    placeholder: { type: 'plain_text', text: plain(placeholder, 60) },
    ...(value === undefined ? {} : { initial_value: value }),
  };
  return { type: 'input', block_id: block, optional, label: { type: 'plain_text', text: label }, element };
}

type Submitted = {
  private_metadata: string;
  state: { values: Record<string, Record<string, { value?: string | null }>> };
};

/** What the submitted form asks, or what is wrong beside each input. */
export function readCheckForm(
  view: Submitted,
  { checkDialog }: SlackTexts,
): { kind: 'asked'; check: Check; place: AskedIn } | { kind: 'wrong'; errors: Record<string, string> } {
  const value = (block: string): string => view.state.values[block]?.[FORM.element]?.value?.trim() ?? '';
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
