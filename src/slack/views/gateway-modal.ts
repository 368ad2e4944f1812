import { isIP } from 'node:net';
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Remedy } from '../../analyzer/model/index.ts';
import type { SlackTexts } from '../../texts/index.ts';
import { TriageId, type TriageState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { section } from './blocks.ts';
import { code, line, plain, sentence } from './text.ts';

/** The dialog's callback id, its blocks and their elements. */
export const GATEWAY = {
  callback: 'name-gateway',
  chosen: 'gateway-chosen',
  typed: 'gateway-typed',
  element: 'gateway',
} as const;

const Opened = z.object({ triage: TriageId, channel: z.string().optional() });

/** A remedy that asks for its gateway, or that has one which somebody would replace. */
export type GatewayWish = Pick<Remedy, 'asks' | 'gateway'>;

/** The dialog that asks for a gateway: one of the candidates, or another that is typed. */
export function gatewayModal(
  state: TriageState,
  { asks, gateway }: GatewayWish,
  channel: string | undefined,
  say: SlackTexts,
): ModalView {
  const { gatewayDialog } = say;
  const opened = { triage: state.id, ...(channel === undefined ? {} : { channel }) } satisfies z.infer<
    typeof Opened
  >;
  const candidates = [...new Set(asks?.candidates ?? [])]
    .filter((candidate) => isIP(candidate) !== 0)
    .slice(0, LIMITS.options);
  return {
    type: 'modal',
    callback_id: GATEWAY.callback,
    private_metadata: JSON.stringify(opened),
    title: {
      type: 'plain_text',
      text: plain(gatewayDialog.title({ device: state.request.interface }), LIMITS.modalTitle),
    },
    submit: { type: 'plain_text', text: gatewayDialog.submit },
    close: { type: 'plain_text', text: say.buttons.cancel },
    blocks: [
      section(questionOf({ asks, gateway }, say)),
      ...(candidates.length === 0 ? [] : [chooseBlock(candidates, gatewayDialog.choose)]),
      {
        type: 'input',
        block_id: GATEWAY.typed,
        optional: candidates.length > 0,
        label: {
          type: 'plain_text',
          text: candidates.length > 0 ? gatewayDialog.other : gatewayDialog.address,
        },
        hint: {
          type: 'plain_text',
          text: gatewayDialog.hint,
        },
        element: { type: 'plain_text_input', action_id: GATEWAY.element, max_length: 45 },
      },
    ],
  };
}

function questionOf({ asks, gateway }: GatewayWish, { gatewayDialog }: SlackTexts): string {
  const asked = asks && line(sentence(asks.question), LIMITS.sentence);
  if (asked) return asked;
  if (!gateway) return gatewayDialog.question;
  const sources = gateway.sources.slice(0, 3).map((source) => line(source, 100));
  return gatewayDialog.planned({ address: code(gateway.address, 60), sources });
}

function chooseBlock(candidates: readonly string[], label: string): ModalView['blocks'][number] {
  return {
    type: 'input',
    block_id: GATEWAY.chosen,
    optional: true,
    label: { type: 'plain_text', text: label },
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
  say: SlackTexts,
):
  | { kind: 'gateway'; gateway: string; triage: string; channel?: string | undefined }
  | { kind: 'wrong'; errors: Record<string, string> } {
  const typed = view.state.values[GATEWAY.typed]?.[GATEWAY.element]?.value?.trim() ?? '';
  const chosen = view.state.values[GATEWAY.chosen]?.[GATEWAY.element]?.selected_option?.value ?? '';
  const gateway = typed === '' ? chosen : typed;
  if (isIP(gateway) === 0 || gateway.includes('%')) {
    return {
      kind: 'wrong',
      errors: { [GATEWAY.typed]: say.gatewayDialog.wrong },
    };
  }
  const opened = Opened.parse(JSON.parse(view.private_metadata));
  return { kind: 'gateway', gateway, ...opened };
}
