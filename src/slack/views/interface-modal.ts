import { isIP } from 'node:net';
import type { KnownBlock, ModalView, PlainTextInput } from '@slack/types';
import { z } from 'zod';
import { isInterfaceName } from '../../config/index.ts';
import type { SlackTexts } from '../../texts/index.ts';
import type { ExplainFlags } from '../../triage/index.ts';
import { actions, button, type Content, section } from './blocks.ts';
import { code, plain } from './text.ts';

/** The dialog's callback id, the button that opens it, its blocks and their element. */
export const SNIPPET = {
  callback: 'explain-snippet',
  button: 'name-interface',
  interface: 'snippet-interface',
  from: 'snippet-from',
  gateway: 'snippet-gateway',
  element: 'typed',
} as const;

/** The message that the dialog is about. */
export const SnippetPlace = z.object({
  channel: z.string(),
  ts: z.string(),
  threadTs: z.string().exactOptional(),
});
export type SnippetPlace = z.infer<typeof SnippetPlace>;

const Opener = z.object({ place: SnippetPlace, shown: z.array(z.string()) });

/** What that button is to open. */
export function nameButton(place: SnippetPlace, shown: readonly string[]): string {
  return JSON.stringify({ place, shown: shown.slice(0, 13) } satisfies z.infer<typeof Opener>);
}

/** What an asker alone is told where the interface is needed: a mention cannot open a dialog, its button can. */
export function interfaceNeeded(value: string, { pasteDialog }: SlackTexts): Content {
  const text = pasteDialog.untold;
  return {
    text,
    blocks: [
      section(text),
      ...actions('snippet', [button({ action: SNIPPET.button, text: pasteDialog.name, value })]),
    ],
  };
}

/** What that button is to open, as `nameButton` wrote it. */
export function readNameButton(content: string): z.infer<typeof Opener> {
  return Opener.parse(JSON.parse(content));
}

/** The dialog that asks which interface of a pasted console does not answer, and for whom. */
export function interfaceModal(place: SnippetPlace, shown: readonly string[], say: SlackTexts): ModalView {
  const { pasteDialog } = say;
  const names = shown.slice(0, 12).map((name) => code(name, 20));
  const list = names.length === 0 ? '' : pasteDialog.shows({ names, more: shown.length > 12 });
  return {
    type: 'modal',
    callback_id: SNIPPET.callback,
    private_metadata: JSON.stringify(place),
    title: { type: 'plain_text', text: pasteDialog.title },
    submit: { type: 'plain_text', text: pasteDialog.submit },
    close: { type: 'plain_text', text: say.buttons.cancel },
    blocks: [
      section(`${pasteDialog.untold}${list}`),
      input(SNIPPET.interface, pasteDialog.interface, shown[0] ?? 'eth1', false),
      input(SNIPPET.from, pasteDialog.from, '172.16.0.4', true),
      input(SNIPPET.gateway, pasteDialog.gateway, '172.16.5.1', true),
    ],
  };
}

function input(block: string, label: string, placeholder: string, optional: boolean): KnownBlock {
  const element: PlainTextInput = {
    type: 'plain_text_input',
    action_id: SNIPPET.element,
    max_length: 60,
    placeholder: { type: 'plain_text', text: plain(placeholder, 60) },
  };
  return { type: 'input', block_id: block, optional, label: { type: 'plain_text', text: label }, element };
}

type Submitted = {
  private_metadata: string;
  state: { values: Record<string, Record<string, { value?: string | null }>> };
};
type Read = { kind: 'asked'; place: SnippetPlace; question: ExplainFlags };

/** What the submitted dialog asks, or what is wrong beside each input. */
export function readSnippet(
  view: Submitted,
  { pasteDialog, checkDialog }: SlackTexts,
): Read | { kind: 'wrong'; errors: Record<string, string> } {
  const value = (block: string): string => view.state.values[block]?.[SNIPPET.element]?.value?.trim() ?? '';
  const [name, from, gateway] = [value(SNIPPET.interface), value(SNIPPET.from), value(SNIPPET.gateway)];
  const errors: Record<string, string> = {};
  if (!isInterfaceName(name)) errors[SNIPPET.interface] = checkDialog.wrongInterface;
  for (const [block, address] of [
    [SNIPPET.from, from],
    [SNIPPET.gateway, gateway],
  ] as const) {
    if (address !== '' && isIP(address) === 0) errors[block] = pasteDialog.wrongAddress;
  }
  if (Object.keys(errors).length > 0) return { kind: 'wrong', errors };
  return {
    kind: 'asked',
    place: SnippetPlace.parse(JSON.parse(view.private_metadata)),
    question: {
      interface: name,
      ...(from === '' ? {} : { from }),
      ...(gateway === '' ? {} : { gateway }),
    },
  };
}
