import { isIP } from 'node:net';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Remedy } from '../../analyzer/model/index.ts';
import { TriageId, type TriageState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { section } from './blocks.ts';
import { line, plain, sentence } from './text.ts';

/** The dialog's callback id, its blocks and their elements. */
export const GATEWAY = {
  callback: 'name-gateway',
  chosen: 'gateway-chosen',
  typed: 'gateway-typed',
  element: 'gateway',
} as const;

const Opened = z.object({ triage: TriageId, channel: z.string().optional() });

/** The dialog that asks for a gateway: one of the candidates, or another that is typed. */
export function gatewayModal(
  state: TriageState,
  asks: NonNullable<Remedy['asks']>,
  channel: string | undefined,
): ModalView {
  const opened = { triage: state.id, ...(channel === undefined ? {} : { channel }) } satisfies z.infer<
    typeof Opened
  >;
  const candidates = [...new Set(asks.candidates)]
    .filter((candidate) => isIP(candidate) !== 0)
    .slice(0, LIMITS.options);
  return {
    type: 'modal',
    callback_id: GATEWAY.callback,
    private_metadata: JSON.stringify(opened),
    title: { type: 'plain_text', text: plain(`Gateway of ${state.request.interface}`, LIMITS.modalTitle) },
    submit: { type: 'plain_text', text: 'Use it' },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [
      section(line(sentence(asks.question), LIMITS.sentence) || 'Which gateway do the replies go to?'),
      ...(candidates.length === 0 ? [] : [chooseBlock(candidates)]),
      {
        type: 'input',
        block_id: GATEWAY.typed,
        optional: candidates.length > 0,
        label: {
          type: 'plain_text',
          text: candidates.length > 0 ? 'Or type another' : 'Address of the gateway',
        },
        hint: {
          type: 'plain_text',
          text: 'An address such as 172.16.5.1. Nothing is changed by this: the fix is only worked out.',
        },
        element: { type: 'plain_text_input', action_id: GATEWAY.element, max_length: 45 },
      },
    ],
  };
}

function chooseBlock(candidates: readonly string[]): ModalView['blocks'][number] {
  return {
    type: 'input',
    block_id: GATEWAY.chosen,
    optional: true,
    label: { type: 'plain_text', text: 'Seen on the host' },
    element: {
      type: 'static_select',
      action_id: GATEWAY.element,
      options: candidates.map((candidate) => ({
        text: { type: 'plain_text', text: plain(candidate, LIMITS.optionText) },
        value: candidate,
      })),
    },
  };
}

type Submitted = {
  private_metadata: string;
  state: {
    values: Record<
      string,
      Record<string, { value?: string | null; selected_option?: { value?: string } | null }>
    >;
  };
};

/** What a submitted dialog says: a gateway, or what is wrong with it, by block. */
export function readGateway(
  view: Submitted,
):
  | { kind: 'gateway'; gateway: string; triage: string; channel?: string | undefined }
  | { kind: 'wrong'; errors: Record<string, string> } {
  const typed = view.state.values[GATEWAY.typed]?.[GATEWAY.element]?.value?.trim() ?? '';
  const chosen = view.state.values[GATEWAY.chosen]?.[GATEWAY.element]?.selected_option?.value ?? '';
  const gateway = typed === '' ? chosen : typed;
  if (isIP(gateway) === 0 || gateway.includes('%')) {
    return {
      kind: 'wrong',
      errors: { [GATEWAY.typed]: 'That is not an address. Write it like 172.16.5.1 or fd00:5::1.' },
    };
  }
  const opened = Opened.parse(JSON.parse(view.private_metadata));
  return { kind: 'gateway', gateway, ...opened };
}
