import { type SlackTexts, slackTextsIn } from '../../texts/index.ts';
import { isUndoDue, type TriageState, type UsableApprovers } from '../../triage/index.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, type Content, confirm, section } from './blocks.ts';
import type { Story } from './story.ts';
import { nameOf, type Surroundings } from './surroundings.ts';
import { code, escapeText, line } from './text.ts';

/** The button that only the one sees whose undo was refused. */
export const ASK_FOR_UNDO = 'ask-for-undo';

/** The button that takes a committed fix back, with who wants it and who has asked for it so far where it needs several. */
export function undoBlocks(story: Story, around: Surroundings) {
  const { undo, undoWanted, status, change } = story.state;
  const say = slackTextsIn(around.language).outcome;
  const given = undo?.wishes.length ?? 0;
  if (status !== 'committed') return [];
  if (isUndoDue(story.state)) return [section(say.undoUnderWay)];
  return [
    ...(undoWanted ? [section(wantedLine(undoWanted.by, around))] : []),
    ...(given > 0 ? [section(say.undoAsked({ given, minimum: change?.minimum ?? 1 }))] : []),
    ...actions('undo', [undoButton(story.state, around)]),
  ];
}

function undoButton({ id, request }: TriageState, around: Surroundings) {
  const say = slackTextsIn(around.language).outcome;
  return button({
    action: ACTION.undo,
    text: say.undo,
    style: 'danger',
    value: writePress({ triage: id }),
    confirm: confirm({
      title: say.undoTitle,
      text: say.undoText({ host: request.host, device: request.interface }),
      yes: say.undoYes,
      no: say.undoNo,
      style: 'danger',
    }),
  });
}

/** Who wants it undone, and which of those who may were asked. */
function wantedLine(by: Parameters<typeof nameOf>[0], around: Surroundings): string {
  const named = (reached: boolean) =>
    (around.undoAsked ?? [])
      .filter((each) => each.reached === reached)
      .slice(0, 10)
      .map(({ user }) => line(nameOf(`slack:${user}`, around), 80));
  return slackTextsIn(around.language).undo.wanted({
    who: line(nameOf(by, around), 80),
    asked: named(true),
    missed: named(false),
  });
}

/** What who may not undo a fix is answered, alone: why, who can, and the button that asks them. `value` is that button's. */
export function undoRefused(
  because: string,
  { people, unread }: UsableApprovers,
  nameIn: (actor: UsableApprovers['people'][number]) => string,
  value: string,
  { undo: say }: SlackTexts,
): Content {
  const names = people.slice(0, 10).map((actor) => line(nameIn(actor), 80));
  const groups = unread.slice(0, 5).map((group) => code(group, 40));
  const text = [escapeText(because), say.whoCan({ names, unread: groups })].join(' ');
  const ask = button({ action: ASK_FOR_UNDO, text: say.askThem, value });
  return { text, blocks: [section(text), ...actions('ask-undo', people.length === 0 ? [] : [ask])] };
}
