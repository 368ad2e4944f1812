import type { KnownBlock } from '@slack/types';

/** Something that a person asked the bot, wherever they did. */
export type Question = { text: string; user: string; channel: string; threadTs?: string };

/** What the asker alone is told (`text` is mrkdwn). */
export type Answer = { text: string; blocks?: KnownBlock[] };
