import type { InterfaceFinding } from '../../analyzer/model/index.ts';
import { failureIn } from '../../texts/failures/index.ts';
import { fleetTextsIn, type Language, type SlackTexts, slackTextsIn, tellHost } from '../../texts/index.ts';
import { type Change, hostsLeft, type ScanState } from '../../triage/index.ts';
import { LIMITS } from '../limits.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, type Content, context, section } from './blocks.ts';
import type { Wanted } from './render.ts';
import { slackUserOf } from './surroundings.ts';
import { type Row, table } from './table.ts';
import { code, line, plain } from './text.ts';

/** How a scan is shown: in which language, and of which hosts what was read stays in the store. */
export type ScanShown = { language: Language; isWithheld: (host: string) => boolean };

/** The messages of a scan: a line in the channel, and once there are results a table in its thread. */
export function scanMessages(state: ScanState, shown: ScanShown): Wanted[] {
  const card: Wanted = { slot: 'card', place: { kind: 'channel' }, post: true, ...cardOf(state, shown) };
  if (state.results.length === 0) return [card];
  const content = tableOf(state, shown);
  return [card, { slot: 'verdict', place: { kind: 'thread' }, post: state.ended, ...content }];
}

/** The same of a scheduled one: what differs from the scan before, and nothing where nothing does. */
export function changeMessages(
  state: ScanState,
  changes: readonly Change[],
  { language, isWithheld }: ScanShown,
): Wanted[] {
  if (changes.length === 0) return [];
  const { scan } = slackTextsIn(language);
  const what = line(state.words, 200);
  const title = scan.changed({ what, changes: changes.length });
  const rows = changes.map((change) => changeRow(change, { language, isWithheld }));
  const below = context(scan.noProbe, scan.details);
  return [
    {
      slot: 'card',
      place: { kind: 'channel' },
      post: true,
      text: plain(title, 300),
      blocks: [section(title), below],
    },
    {
      slot: 'verdict',
      place: { kind: 'thread' },
      post: true,
      ...withTable(scan.changedTable({ what }), rows, language, state),
    },
  ];
}

function cardOf(state: ScanState, { language }: ScanShown): Content {
  const { scan } = slackTextsIn(language);
  const { words, hosts, results, ended } = state;
  const what = line(words, 200);
  const total = hosts.length;
  if (!ended) {
    const text = scan.begun({ what, done: total - hostsLeft(state).length, total });
    return { text: plain(text, 300), blocks: [section(text)] };
  }
  const findings = results.flatMap((result) => (result.kind === 'read' ? [result.finding] : []));
  const rows = findings.flatMap(({ interfaces }) => interfaces);
  const stopped = rows.filter(({ status }) => status === 'stopped').length;
  const unknown = rows.filter(({ status }) => status === 'unknown').length;
  const affected = findings.filter(({ interfaces }) => interfaces.some(isStopped)).length;
  const failed = results.length - findings.length;
  const text =
    stopped > 0
      ? scan.stopped({ what, stopped, hosts: affected })
      : scan.quiet({ what, total: findings.length });
  const remarks = [
    ...(failed > 0 ? [scan.unread({ failed, total })] : []),
    ...(unknown > 0 ? [scan.unknown({ unknown })] : []),
    scan.noProbe,
    scan.details,
  ];
  return { text: plain(text, 300), blocks: [section(text), context(...remarks)] };
}

function isStopped({ status }: InterfaceFinding): boolean {
  return status === 'stopped';
}

const RANK = { stopped: 0, unknown: 1, 'nothing-found': 2 } as const;

/** A row of the table, and the interface that a button under it has checked, where there is something to find out. */
type ShownRow = { rank: number; cells: Row; check?: { host: string; interface: string } };

function tableOf(state: ScanState, { language, isWithheld }: ScanShown): Content {
  const { scan } = slackTextsIn(language);
  const { status: statusWords } = fleetTextsIn(language);
  const rows = state.results.flatMap((result): ShownRow[] => {
    const { host } = result;
    if (result.kind === 'failed') {
      const { message } = failureIn(language, result.failure);
      return [{ rank: -1, cells: [host, '–', '–', scan.notRead, isWithheld(host) ? '' : message] }];
    }
    if (isWithheld(host)) {
      const stopped = result.finding.interfaces.filter(isStopped).length;
      const status = statusWords[stopped > 0 ? 'stopped' : 'nothing-found'];
      return [{ rank: stopped > 0 ? 0 : 2, cells: [host, '–', '–', status, scan.notShown({ stopped })] }];
    }
    return tellHost(result.finding, language).interfaces.map((told) => ({
      rank: RANK[told.status],
      cells: [host, told.interface, told.address, statusWords[told.status], told.headline],
      ...toCheck(host, told),
    }));
  });
  const asker = slackUserOf(state.requestedBy);
  const title = scan.table({ what: line(state.words, 200) });
  const mention = asker !== undefined && state.ended ? `<@${asker}> ` : '';
  return withTable(`${mention}${title}`, rows, language, state);
}

function toCheck(
  host: string,
  { interface: name, status }: Pick<InterfaceFinding, 'interface' | 'status'>,
): Pick<ShownRow, 'check'> {
  return status === 'nothing-found' ? {} : { check: { host, interface: name } };
}

/** The table, the worst first, and buttons that look at what it has found. */
function withTable(
  title: string,
  rows: readonly ShownRow[],
  language: Language,
  { id, words, ended }: ScanState,
): Content {
  const { scan } = slackTextsIn(language);
  const { host, interface: device, address, status, why } = scan.columns;
  const sorted = rows.toSorted((one, other) => one.rank - other.rank);
  const shown = table(
    [host, device, address, status, why],
    sorted.map(({ cells }) => cells),
  );
  const more = rows.length - shown.rows;
  const run = code(`roundtrip scan ${words === 'all' ? '--all' : words}`, 200);
  return {
    text: plain(title, 300),
    blocks: [
      section(title),
      shown.block,
      ...(more > 0 ? [context(scan.more({ more, run }))] : []),
      ...(ended ? checkButtons(id, sorted, language) : []),
    ],
  };
}

/** One for each interface, as far as a row of buttons is still read; the form is for the rest. */
function checkButtons(scan: ScanState['id'], rows: readonly ShownRow[], language: Language) {
  const say = slackTextsIn(language);
  const found = new Map(rows.flatMap(({ check }) => (check ? [[JSON.stringify(check), check]] : [])));
  const buttons = [...found.values()].slice(0, LIMITS.checkButtons).map((check, index) =>
    button({
      action: `${ACTION.checkFound}:${index + 1}`,
      text: say.question.check({ what: `${check.host} ${check.interface}` }),
      value: writePress({ triage: scan, ...check }),
    }),
  );
  const another = button({
    action: ACTION.checkAnother,
    text: say.scan.another,
    value: writePress({ triage: scan }),
  });
  return actions('check', found.size > buttons.length ? [...buttons, another] : buttons);
}

function changeRow(change: Change, { language, isWithheld }: ScanShown): ShownRow {
  const { scan } = slackTextsIn(language);
  const { host } = change;
  const hidden = isWithheld(host);
  const row = (...cells: string[]): ShownRow => ({ rank: 0, cells: [host, ...cells] });
  switch (change.kind) {
    case 'unread': {
      const { message } = failureIn(language, change.now.failure);
      return row('–', '–', scan.notRead, hidden ? '' : message);
    }
    case 'read-again':
      return row('–', '–', scan.readAgain, '');
    case 'gone':
      return hidden
        ? row('–', '–', scan.gone, '')
        : row(change.before.interface, change.before.address, scan.gone, '');
    case 'address':
      return addressRow(change, hidden, language, scan);
  }
}

function addressRow(
  { host, now, before }: Extract<Change, { kind: 'address' }>,
  hidden: boolean,
  language: Language,
  scan: SlackTexts['scan'],
): ShownRow {
  const { status: words } = fleetTextsIn(language);
  const was = before === undefined ? scan.isNew : scan.was({ before: words[before.status] });
  const status = `${words[now.status]} (${was})`;
  if (hidden) return { rank: 0, cells: [host, '–', '–', status, ''] };
  const [told] = tellHost(
    { schema: 'roundtrip.host-finding/1', host, interfaces: [now] },
    language,
  ).interfaces;
  const cells = [host, now.interface, now.address, status, told?.headline ?? ''];
  return { rank: 0, cells, ...toCheck(host, now) };
}
