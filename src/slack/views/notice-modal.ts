import type { ModalView } from '@slack/types';
import type { SlackTexts } from '../../texts/index.ts';
import { section } from './blocks.ts';

/** What somebody is told where there is no message to answer, as on the Home tab; `text` is mrkdwn. */
export function noticeModal(text: string, { home }: SlackTexts): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: home.notDone },
    close: { type: 'plain_text', text: home.close },
    blocks: [section(text)],
  };
}
