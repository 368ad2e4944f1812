import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { CAUSES, Cause } from '../../analyzer/model/index.ts';
import type { SlackTexts } from '../../texts/index.ts';
import { TriageId } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { plain } from './text.ts';

/** The dialog's callback id, its blocks and their element. */
export const JUDGE = {
  callback: 'judge-verdict',
  cause: 'judge-cause',
  words: 'judge-words',
  element: 'judged',
} as const;

const Opened = z.object({ triage: TriageId, channel: z.string().optional() });
type Opened = z.infer<typeof Opened>;

/** The dialog in which somebody says what a wrong verdict should have been. */
export function judgeModal(opened: Opened, say: SlackTexts): ModalView {
  const { judgeDialog } = say;
  return {
    type: 'modal',
    callback_id: JUDGE.callback,
    private_metadata: JSON.stringify(opened),
    title: { type: 'plain_text', text: judgeDialog.title },
    submit: { type: 'plain_text', text: judgeDialog.submit },
    close: { type: 'plain_text', text: say.buttons.cancel },
    blocks: [
      {
        type: 'input',
        block_id: JUDGE.cause,
        optional: true,
        label: { type: 'plain_text', text: judgeDialog.cause },
        element: {
          type: 'static_select',
          action_id: JUDGE.element,
          placeholder: { type: 'plain_text', text: judgeDialog.unknown },
          options: CAUSES.slice(0, LIMITS.options).map((cause) => ({
            text: { type: 'plain_text', text: plain(cause, LIMITS.optionText) },
            value: cause,
          })),
        },
      },
      {
        type: 'input',
        block_id: JUDGE.words,
        optional: true,
        label: { type: 'plain_text', text: judgeDialog.words },
        element: { type: 'plain_text_input', action_id: JUDGE.element, multiline: true, max_length: 400 },
      },
    ],
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

/** What the submitted dialog says. */
export function readJudgement(view: Submitted): { kind: 'judged'; cause?: Cause; words?: string } & Opened {
  const cause = Cause.safeParse(view.state.values[JUDGE.cause]?.[JUDGE.element]?.selected_option?.value).data;
  const words = view.state.values[JUDGE.words]?.[JUDGE.element]?.value?.trim() ?? '';
  return {
    kind: 'judged',
    ...Opened.parse(JSON.parse(view.private_metadata)),
    ...(cause === undefined ? {} : { cause }),
    ...(words === '' ? {} : { words }),
  };
}
