import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Remedy } from '../../analyzer/model/index.ts';
import type { SlackTexts } from '../../texts/index.ts';
import { type Given, TriageId } from '../../triage/index.ts';
import type { ApprovalNeeds } from '../approval-needs.ts';
import { approvalInputs, readGiven, type SubmittedValues } from './approval-inputs.ts';
import { section } from './blocks.ts';
import { thingToCheck } from './gateways.ts';
import { escapeText } from './text.ts';

/** The dialog's callback id and its one input. */
export const GLASS = { callback: 'break-glass', reason: 'glass-reason', element: 'reason' } as const;

const Opened = z.object({ triage: TriageId, plan: z.string(), channel: z.string().optional() });
type Opened = z.infer<typeof Opened>;

/** The dialog in which an approver says why nobody else is waited for. */
export function breakGlassModal(
  opened: Opened,
  needs: ApprovalNeeds,
  say: SlackTexts,
  remedy?: Remedy,
): ModalView {
  const check = escapeText(thingToCheck(remedy, say.remedies));
  const { title, submit, text, reasonLabel } = say.glassDialog;
  return {
    type: 'modal',
    callback_id: GLASS.callback,
    private_metadata: JSON.stringify(opened),
    title: { type: 'plain_text', text: title },
    submit: { type: 'plain_text', text: submit },
    close: { type: 'plain_text', text: say.buttons.cancel },
    blocks: [
      section(`${check}${text}`),
      {
        type: 'input',
        block_id: GLASS.reason,
        label: { type: 'plain_text', text: reasonLabel },
        element: {
          type: 'plain_text_input',
          action_id: GLASS.element,
          multiline: true,
          min_length: 5,
          max_length: 300,
        },
      },
      ...approvalInputs(needs, say),
    ],
  };
}

type Submitted = {
  private_metadata: string;
  state: { values: SubmittedValues };
};

/** What the submitted dialog says; an empty reason is none. */
export function readGlass(
  view: Submitted,
  say: SlackTexts,
):
  | ({ kind: 'reason'; reason: string; given: Given } & Opened)
  | { kind: 'wrong'; errors: Record<string, string> } {
  const reason = view.state.values[GLASS.reason]?.[GLASS.element]?.value?.trim() ?? '';
  if (reason === '') return { kind: 'wrong', errors: { [GLASS.reason]: say.glassDialog.reasonMissing } };
  const given = readGiven(view.state.values);
  return { kind: 'reason', reason, given, ...Opened.parse(JSON.parse(view.private_metadata)) };
}
