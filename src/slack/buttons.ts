import { createHash, randomUUID } from 'node:crypto';
import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { Press, readPress } from './press.ts';
import type { Seals } from './seals.ts';

/** A button of one of a triage's messages: what its press means, and where alone it counts. */
const Button = z.object({
  kind: z.literal('button'),
  /** Its name; each counts once. */
  id: z.string(),
  workspace: z.string(),
  channel: z.string(),
  /** The message of the triage that it stands in. */
  slot: z.string(),
  action: z.string(),
  /** Milliseconds since 1970. */
  until: z.number(),
  press: Press,
});
export type Button = z.infer<typeof Button>;

/** What a dialog keeps between its opening and its submission, or a button that one person alone sees. */
const Own = z.object({
  kind: z.literal('own'),
  id: z.string(),
  workspace: z.string(),
  /** The dialog's callback id, or the button's action id. */
  name: z.string(),
  user: z.string(),
  until: z.number(),
  content: z.string(),
});

/** Why a press does not count; `outdated`: earlier versions wrote what a press means in the clear. */
export type Refusal = 'unknown' | 'outdated' | 'expired' | 'elsewhere';

/** Where a message with buttons stands, until when each of them counts, and how often each has been used up so far. */
export type ButtonPlace = {
  channel: string;
  slot: string;
  until: (action: string) => number;
  uses: (action: string) => number;
};

/**
 * Buttons and dialogs as Slack keeps them: sealed, so that a payload tells nothing, cannot be made up, and counts only where it
 * was given out. Views write what a press means in the clear; it is sealed as the message is sent.
 */
export type Buttons = {
  /**
   * A button that means the same keeps its value while the message changes around it: somebody may be pressing it at that moment.
   * Once it was used up, the next has another.
   */
  seal(blocks: readonly KnownBlock[], place: ButtonPlace): KnownBlock[];
  /** Whether it has expired is not looked at: the database's clock decides that. */
  read(value: string | undefined, at: { action: string; channel: string | undefined }): Button | Refusal;
  /** The dialog with its private metadata sealed for the one who opens it; `id` is that of the button that opened it. */
  sealDialog(view: ModalView, user: string, id?: string): ModalView;
  /** The private metadata of a submitted dialog in the clear. */
  readDialog(view: { callback_id: string; private_metadata: string }, user: string): Opened | Refusal;
  /** The value of a button that only one person sees; `lasts` in milliseconds. */
  sealOwn(action: string, user: string, content: string, lasts?: number): string;
  readOwn(action: string, user: string, value: string | undefined): Opened | Refusal;
};

/** What was sealed for one person. */
type Opened = { id: string; content: string; until: number };

/** Milliseconds in which a dialog is submitted, or a button that one person sees is pressed. */
const OWN_LASTS = 3_600_000;

export function createButtons(seals: Seals, workspace: string): Buttons {
  function sealOwn(
    name: string,
    user: string,
    content: string,
    { id = randomUUID(), lasts = OWN_LASTS }: { id?: string; lasts?: number | undefined } = {},
  ): string {
    const until = Date.now() + lasts;
    return seals.seal({ kind: 'own', id, workspace, name, user, until, content } satisfies z.infer<
      typeof Own
    >);
  }

  function readOwn(name: string, user: string, text: string | undefined): Opened | Refusal {
    const own = Own.safeParse(seals.open(text ?? '')).data;
    if (!own || own.workspace !== workspace) return 'unknown';
    if (own.name !== name || own.user !== user) return 'elsewhere';
    return own.until < Date.now() ? 'expired' : own;
  }

  return {
    seal: (blocks, place) =>
      withValues(blocks, (action, value) => {
        const press = readPress(value);
        if (!press) return value;
        const { channel, slot } = place;
        const means = { workspace, channel, slot, action, press };
        const id = nameOf({ ...means, uses: place.uses(action) });
        const until = place.until(action);
        return seals.seal({ kind: 'button', id, ...means, until } satisfies Button);
      }),
    read(value, { action, channel }) {
      const button = Button.safeParse(seals.open(value ?? '')).data;
      if (!button || button.workspace !== workspace) return readPress(value) ? 'outdated' : 'unknown';
      if (button.action !== action || button.channel !== channel) return 'elsewhere';
      return button;
    },
    sealDialog: (view, user, id) => ({
      ...view,
      private_metadata: sealOwn(
        view.callback_id ?? '',
        user,
        view.private_metadata ?? '',
        id === undefined ? {} : { id },
      ),
    }),
    readDialog: (view, user) => readOwn(view.callback_id, user, view.private_metadata),
    sealOwn: (action, user, content, lasts) => sealOwn(action, user, content, { lasts }),
    readOwn,
  };
}

function nameOf(means: object): string {
  return createHash('sha256').update(JSON.stringify(means)).digest('base64url');
}

/** The actions of the buttons in some blocks, wherever they stand. */
export function actionsIn(blocks: readonly KnownBlock[]): string[] {
  const found = new Set<string>();
  withValues(blocks, (action, value) => {
    found.add(action);
    return value;
  });
  return [...found];
}

/** Slack wants the action ids of one message to differ: `probe-from:2` is the second of its kind. */
function actionOf(actionId: string): string {
  return actionId.replace(/:\d+$/, '');
}

/** The blocks with another value in each button, wherever it stands. */
function withValues(
  blocks: readonly KnownBlock[],
  change: (action: string, value: string) => string,
): KnownBlock[] {
  const copy = structuredClone([...blocks]);
  visit(copy, change);
  return copy;
}

function visit(part: unknown, change: (action: string, value: string) => string): void {
  if (typeof part !== 'object' || part === null) return;
  if (isButton(part)) part.value = change(actionOf(part.action_id), part.value);
  for (const inner of Object.values(part)) visit(inner, change);
}

function isButton(part: object): part is { action_id: string; value: string } {
  return (
    'type' in part &&
    part.type === 'button' &&
    'action_id' in part &&
    typeof part.action_id === 'string' &&
    'value' in part &&
    typeof part.value === 'string'
  );
}
