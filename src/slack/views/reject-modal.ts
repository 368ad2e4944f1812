import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { SlackTexts } from '../../texts/index.ts';
import { TriageId } from '../../triage/index.ts';
import { section } from './blocks.ts';
import { line } from './text.ts';

/** The dialog's callback id, its one block and its element. */
export const REJECT = { callback: 'reject-change', reason: 'reject-reason', element: 'reason' } as const;

const Opened = z.object({ triage: TriageId, plan: z.string(), channel: z.string().optional() });
type Opened = z.infer<typeof Opened>;

/** The dialog in which an approver says no, and why. */
export function rejectModal(opened: Opened, host: string, say: SlackTexts): ModalView {
  const { rejectDialog } = say;
  return {
    type: 'modal',
    callback_id: REJECT.callback,
    private_metadata: JSON.stringify(opened),
    title: { type: 'plain_text', text: rejectDialog.title },
    submit: { type: 'plain_text', text: rejectDialog.submit },
    close: { type: 'plain_text', text: say.buttons.cancel },
    blocks: [
      section(rejectDialog.text({ host: line(host, 260) })),
      {
        type: 'input',
        block_id: REJECT.reason,
        optional: true,
        label: { type: 'plain_text', text: rejectDialog.reason },
        element: { type: 'plain_text_input', action_id: REJECT.element, multiline: true, max_length: 300 },
      },
    ],
  };
}

type Submitted = {
  private_metadata: string;
  state: { values: Record<string, Record<string, { value?: string | null }>> };
};

/** What the submitted dialog says. */
export function readRejection(view: Submitted): { kind: 'rejection'; reason?: string } & Opened {
  const reason = view.state.values[REJECT.reason]?.[REJECT.element]?.value?.trim() ?? '';
  return {
    kind: 'rejection',
    ...Opened.parse(JSON.parse(view.private_metadata)),
    ...(reason === '' ? {} : { reason }),
  };
}
