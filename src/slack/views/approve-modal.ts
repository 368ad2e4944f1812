import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { Remedy } from '../../analyzer/model/index.ts';
import type { SlackTexts } from '../../texts/index.ts';
import { type Given, TriageId } from '../../triage/index.ts';
import type { ApprovalNeeds } from '../approval-needs.ts';
import { approvalInputs, readGiven, type SubmittedValues } from './approval-inputs.ts';
import { section } from './blocks.ts';
import { thingToCheck } from './gateways.ts';
import { escapeText, line } from './text.ts';

/** The dialog's callback id. */
export const APPROVE = { callback: 'approve-change' } as const;

const Opened = z.object({ triage: TriageId, plan: z.string(), channel: z.string().optional() });
type Opened = z.infer<typeof Opened>;

/** The dialog in which an approver gives what the configuration asks for beside the yes. */
export function approveModal(
  opened: Opened,
  change: { host: string; commands: number; remedy?: Remedy | undefined },
  needs: ApprovalNeeds,
  say: SlackTexts,
  /** What is approved, where no message above the button shows it. */
  shown: ModalView['blocks'] = [],
): ModalView {
  const { title, submit, text } = say.approveDialog;
  const check = escapeText(thingToCheck(change.remedy, say.remedies));
  return {
    type: 'modal',
    callback_id: APPROVE.callback,
    private_metadata: JSON.stringify(opened),
    title: { type: 'plain_text', text: title },
    submit: { type: 'plain_text', text: submit },
    close: { type: 'plain_text', text: say.buttons.cancel },
    blocks: [
      ...shown,
      section(`${check}${text({ commands: change.commands, host: line(change.host, 260) })}`),
      ...approvalInputs(needs, say),
    ],
  };
}

/** What the submitted dialog says. */
export function readApproval(view: {
  private_metadata: string;
  state: { values: SubmittedValues };
}): { kind: 'approval'; given: Given } & Opened {
  const opened = Opened.parse(JSON.parse(view.private_metadata));
  return { kind: 'approval', given: readGiven(view.state.values), ...opened };
}
