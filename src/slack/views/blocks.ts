import type {
  ActionsBlock,
  Button,
  ConfirmationDialog,
  ContainerBlock,
  ContextBlock,
  ImageBlock,
  KnownBlock,
  SectionBlock,
} from '@slack/types';
import { LIMITS } from '../limits.ts';
import type { ShownPicture } from './surroundings.ts';
import { plain } from './text.ts';

/** What one Slack message shows: `blocks`, and `text` for notifications and screen readers. */
export type Content = { text: string; blocks: KnownBlock[] };

/** A section of mrkdwn that is escaped already. `verbatim` keeps Slack from making links and mentions of names. */
export function section(text: string): SectionBlock {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

/** Small grey remarks, mrkdwn that is escaped already. */
export function context(...texts: string[]): ContextBlock {
  return {
    type: 'context',
    elements: texts
      .slice(0, LIMITS.contextElements)
      .map((text) => ({ type: 'mrkdwn', text, verbatim: true }) as const),
  };
}

/**
 * A row of buttons; no block at all where there is none (Slack refuses an empty row). A button that carries more
 * than Slack takes is left out, so that the rest of the message is still shown.
 */
export function actions(blockId: string, buttons: readonly Button[]): ActionsBlock[] {
  const sendable = buttons.filter((each) => (each.value ?? '').length <= LIMITS.buttonValue);
  if (sendable.length === 0) return [];
  return [{ type: 'actions', block_id: blockId, elements: sendable.slice(0, LIMITS.actionsElements) }];
}

/** What can be folded away: collapsed until the reader opens it. */
export function container(title: string, children: ContainerBlock['child_blocks']): ContainerBlock[] {
  if (children.length === 0) return [];
  return [
    {
      type: 'container',
      title: { type: 'plain_text', text: plain(title, LIMITS.containerTitle) },
      is_collapsible: true,
      default_collapsed: true,
      width: 'full',
      child_blocks: children.slice(0, LIMITS.containerChildren),
    },
  ];
}

/** The picture of a round trip; no block where there is none. */
export function picture(shown: ShownPicture | undefined): ImageBlock[] {
  if (!shown) return [];
  const alternative = plain(shown.alternativeText, LIMITS.alternativeText);
  return [{ type: 'image', slack_file: { id: shown.file }, alt_text: alternative }];
}

/** A button. `value` says everything that the press needs: it must work in another process, after a restart. */
export function button(options: {
  action: string;
  text: string;
  value: string;
  style?: 'primary' | 'danger';
  confirm?: ConfirmationDialog;
}): Button {
  return {
    type: 'button',
    action_id: options.action,
    text: { type: 'plain_text', text: plain(options.text, LIMITS.buttonText) },
    value: options.value,
    ...(options.style ? { style: options.style } : {}),
    ...(options.confirm ? { confirm: options.confirm } : {}),
  };
}

/** The question before a button takes effect; its texts are plain, so nothing in them is parsed. */
export function confirm(options: {
  title: string;
  text: string;
  yes: string;
  no: string;
  style?: 'primary' | 'danger';
}): ConfirmationDialog {
  return {
    title: { type: 'plain_text', text: plain(options.title, LIMITS.confirmTitle) },
    text: { type: 'plain_text', text: plain(options.text, LIMITS.confirmText) },
    confirm: { type: 'plain_text', text: plain(options.yes, LIMITS.confirmButton) },
    deny: { type: 'plain_text', text: plain(options.no, LIMITS.confirmButton) },
    ...(options.style ? { style: options.style } : {}),
  };
}
