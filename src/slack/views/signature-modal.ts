import type { ModalView } from '@slack/types';
import { z } from 'zod';
import type { SlackTexts } from '../../texts/index.ts';
import { type Given, signatureBody, signingCommand, TriageId } from '../../triage/index.ts';
import type { ApprovalNeeds } from '../approval-needs.ts';
import { approvalInputs, readGiven, type SubmittedValues } from './approval-inputs.ts';
import { section } from './blocks.ts';
import { codeBlock } from './text.ts';

/** The dialog's callback id and its one input. */
export const SIGNATURE = { callback: 'sign-approval', armored: 'signature', element: 'armored' } as const;

const Opened = z.object({ triage: TriageId, plan: z.string(), channel: z.string().optional() });
type Opened = z.infer<typeof Opened>;

/** The longest command that is shown whole: it is of a few short lines. */
const COMMAND_LIMIT = 2_000;

/** The dialog in which an approver pastes the signature that the host verifies; `text` is what is signed. */
export function signatureModal(
  opened: Opened,
  text: string,
  needs: ApprovalNeeds,
  say: SlackTexts,
  /** What is approved, where no message above the button shows it. */
  shown: ModalView['blocks'] = [],
): ModalView {
  const { signDialog } = say;
  return {
    type: 'modal',
    callback_id: SIGNATURE.callback,
    private_metadata: JSON.stringify(opened),
    title: { type: 'plain_text', text: signDialog.title },
    submit: { type: 'plain_text', text: signDialog.submit },
    close: { type: 'plain_text', text: say.buttons.cancel },
    blocks: [
      ...shown,
      section(signDialog.text),
      section(codeBlock(signingCommand(text), COMMAND_LIMIT)),
      {
        type: 'input',
        block_id: SIGNATURE.armored,
        label: { type: 'plain_text', text: signDialog.label },
        hint: { type: 'plain_text', text: signDialog.hint },
        element: {
          type: 'plain_text_input',
          action_id: SIGNATURE.element,
          multiline: true,
          max_length: 3_000,
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

/** What the submitted dialog says: whether it is the right signature, the host finds out. */
export function readSignature(
  view: Submitted,
  say: SlackTexts,
): ({ kind: 'signature'; given: Given } & Opened) | { kind: 'wrong'; errors: Record<string, string> } {
  const signature = signatureBody(view.state.values[SIGNATURE.armored]?.[SIGNATURE.element]?.value ?? '');
  if (signature === undefined) {
    return { kind: 'wrong', errors: { [SIGNATURE.armored]: say.signDialog.wrong } };
  }
  const given = { ...readGiven(view.state.values), signature };
  return { kind: 'signature', given, ...Opened.parse(JSON.parse(view.private_metadata)) };
}
