import type { ModalView } from '@slack/types';
import type { SlackTexts } from '../../texts/index.ts';
import type { Given, RefusalCode } from '../../triage/index.ts';
import type { ApprovalNeeds } from '../approval-needs.ts';
import { LIMITS } from '../limits.ts';
import { plain } from './text.ts';

/** The inputs of an approval's dialog: each is a block with one element of the same name. */
const GIVEN = { ticket: 'approval-ticket', host: 'approval-host' } as const;

/** The longest change ticket, in characters. */
const LONGEST_TICKET = 64;

/** The inputs for what the approver gives beside the yes; none where nothing is asked for. */
export function approvalInputs(needs: ApprovalNeeds, say: SlackTexts): ModalView['blocks'] {
  return [
    ...(needs.host === undefined ? [] : [hostInput(needs.host, say)]),
    ...(needs.ticket ? [ticketInput(needs.ticket, say)] : []),
  ];
}

function hostInput(host: string, { approveDialog }: SlackTexts): ModalView['blocks'][number] {
  return {
    type: 'input',
    block_id: GIVEN.host,
    label: { type: 'plain_text', text: approveDialog.hostLabel },
    hint: { type: 'plain_text', text: approveDialog.hostHint({ host }) },
    element: { type: 'plain_text_input', action_id: GIVEN.host, max_length: 253 },
  };
}

function ticketInput(
  { required, pattern }: NonNullable<ApprovalNeeds['ticket']>,
  { approveDialog }: SlackTexts,
): ModalView['blocks'][number] {
  const hint =
    pattern === undefined ? '' : approveDialog.ticketHint({ pattern: plain(pattern, LIMITS.optionText) });
  return {
    type: 'input',
    block_id: GIVEN.ticket,
    optional: !required,
    label: { type: 'plain_text', text: approveDialog.ticketLabel },
    ...(hint === '' ? {} : { hint: { type: 'plain_text' as const, text: hint } }),
    element: { type: 'plain_text_input', action_id: GIVEN.ticket, max_length: LONGEST_TICKET },
  };
}

/** Values of a submitted dialog, by block and element. */
export type SubmittedValues = Record<string, Record<string, { value?: string | null }>>;

/** What the approver gave. */
export function readGiven(values: SubmittedValues): Given {
  const typed = (block: string): string | undefined => values[block]?.[block]?.value?.trim() || undefined;
  return { ticket: typed(GIVEN.ticket), host: typed(GIVEN.host) };
}

/** The input that a refusal is about: it is told beside it, and the dialog stays open. */
export const INPUT_OF: Partial<Record<RefusalCode, string>> = {
  'ticket-missing': GIVEN.ticket,
  'ticket-unfit': GIVEN.ticket,
  'host-not-typed': GIVEN.host,
};
