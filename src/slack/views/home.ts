import type { Button, HomeView, KnownBlock, SectionBlock } from '@slack/types';
import { z } from 'zod';
import { type Language, type SlackTexts, slackTextsIn } from '../../texts/index.ts';
import { TriageId } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { LOOKED_THROUGH } from '../overview/recent.ts';
import { actions, button, confirm, context, section } from './blocks.ts';
import { type Frozen, fixText, frozenBlocks, type Row, rowText } from './overview.ts';
import { line, plain, time } from './text.ts';

/** The buttons of the Home tab: `:2` behind them tells several apart. */
export const HOME = {
  check: 'home-check',
  approve: 'home-approve',
  sign: 'home-sign',
  reject: 'home-reject',
  undo: 'home-undo',
} as const;

/** What one person's Home tab shows; names are not escaped. */
export type HomeContent = {
  /** What waits for this person: an approval (`signed`: the host verifies a signature), a packet, the undo of a fix. */
  yours: readonly (Row & { asker: string; signed: boolean })[];
  open: readonly Row[];
  standing: readonly Row[];
  recent: readonly Row[];
  hosts: readonly string[];
  frozen: Frozen;
  /** The form can be opened here: it may be asked in direct messages. */
  mayAsk: boolean;
};

/** What a button of it is about. */
const Pressed = z.object({ triage: TriageId, plan: z.string().optional() });

export function readHomePress(content: string): z.infer<typeof Pressed> {
  return Pressed.parse(JSON.parse(content));
}

/** Rows of each list: with its heading and a row of buttons for each of the first, well below Slack's 100 blocks. */
const MOST = { yours: 10, open: 10, standing: 10, recent: 10 } as const;
/** Characters of the list of hosts. */
const HOST_LIST = 2_500;

/** The Home tab. `seal` makes a button's value for the one person that sees it. */
export function homeView(
  content: HomeContent,
  language: Language,
  seal: (action: string, pressed: z.infer<typeof Pressed> | undefined) => string,
): HomeView {
  const say = slackTextsIn(language);
  const { home, overview } = say;
  const list = <Each>(rows: readonly Each[], most: number, show: (row: Each, at: number) => KnownBlock[]) => {
    const more = rows.length - most;
    const shown = rows.slice(0, most).flatMap(show);
    return more > 0 ? [...shown, context(overview.more({ more }))] : shown;
  };
  const part = <Each>(
    title: string,
    nothing: string,
    rows: readonly Each[],
    most: number,
    show: (row: Each, at: number) => KnownBlock[],
  ): KnownBlock[] => [heading(title), ...(rows.length === 0 ? [context(nothing)] : list(rows, most, show))];
  const checkButton = button({ action: HOME.check, text: home.check, value: seal(HOME.check, undefined) });
  return {
    type: 'home',
    blocks: [
      ...(content.mayAsk ? actions('home', [checkButton]) : []),
      ...frozenBlocks(content.frozen, overview),
      ...part(home.yours, home.nothingYours, content.yours, MOST.yours, (row, at) =>
        awaitedBlocks(row, at, say, language, seal),
      ),
      ...part(home.open, home.nothingOpen, content.open, MOST.open, (row) => [
        section(rowText(row, language)),
      ]),
      ...part(home.standing, home.nothingStanding, content.standing, MOST.standing, (row, at) => [
        standingBlock(row, at, say, language, seal),
      ]),
      ...part(home.recent, home.nothingRecent, content.recent, MOST.recent, (row) => [
        section(rowText(row, language)),
      ]),
      heading(home.hosts),
      section(hostsText(content.hosts, say)),
      context(overview.lookedThrough({ most: LOOKED_THROUGH })),
    ],
  };
}

function heading(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text: plain(text, LIMITS.header) } };
}

type Seal = Parameters<typeof homeView>[2];

/** What waits: a packet, an undo, or who asks for which approval, and the buttons: each opens a dialog that shows the whole request before anything is decided. */
function awaitedBlocks(
  row: HomeContent['yours'][number],
  at: number,
  say: SlackTexts,
  language: Language,
  seal: Seal,
): KnownBlock[] {
  const { glance, asker, signed } = row;
  const { awaited, request, packetUntil } = glance;
  if (packetUntil !== undefined) {
    const sent = say.home.packet({ until: time(packetUntil) });
    return [section(`${rowText(row, language)}\n${sent}`)];
  }
  // The list of fixes has the button of its undo.
  if (!awaited) return [section(fixText(row, language))];
  const host = line(request.host, 260);
  const label = line(awaited.label[language], 100);
  const { minimum, given, expiresAt, plan } = awaited;
  const until = time(expiresAt);
  const asks = say.approval.asks({ who: line(asker, 80), host, label });
  const stands = say.approval.standingShort({ given: given.length, minimum, until });
  const pressed = { triage: glance.id, plan };
  const press = (action: string, text: string, style: NonNullable<Button['style']>): Button =>
    button({ action: `${action}:${at + 1}`, text, style, value: seal(action, pressed) });
  const yes = signed
    ? press(HOME.sign, say.approval.sign, 'primary')
    : press(HOME.approve, say.home.approve, 'primary');
  return [
    section(`${asks} ${stands}\n${rowText(row, language)}`),
    ...actions(`home-yours-${at + 1}`, [yes, press(HOME.reject, say.approval.reject, 'danger')]),
  ];
}

function standingBlock(row: Row, at: number, say: SlackTexts, language: Language, seal: Seal): SectionBlock {
  const { id, request } = row.glance;
  const { outcome } = say;
  const undo = button({
    action: `${HOME.undo}:${at + 1}`,
    text: outcome.undo,
    value: seal(HOME.undo, { triage: id }),
    style: 'danger',
    confirm: confirm({
      title: outcome.undoTitle,
      text: outcome.undoText({ host: request.host, device: request.interface }),
      yes: outcome.undoYes,
      no: outcome.undoNo,
      style: 'danger',
    }),
  });
  return { ...section(fixText(row, language)), block_id: `home-standing-${at + 1}`, accessory: undo };
}

/** As many as fit; the form finds the others. */
function hostsText(hosts: readonly string[], { home }: SlackTexts): string {
  const shown: string[] = [];
  let length = 0;
  for (const host of hosts) {
    const name = line(host, 260);
    length += name.length + 2;
    if (length > HOST_LIST) break;
    shown.push(name);
  }
  if (shown.length === 0) return home.noHosts;
  return home.hostList({ hosts: shown, more: hosts.length - shown.length });
}
