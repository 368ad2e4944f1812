import type { InterfaceFinding } from '../../analyzer/model/index.ts';
import { failureIn } from '../../texts/failures/index.ts';
import { fleetTextsIn, type Language, type SlackTexts, slackTextsIn, tellHost } from '../../texts/index.ts';
import { type Change, hostsLeft, type ScanState } from '../../triage/index.ts';
import { type Content, context, section } from './blocks.ts';
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
  { words }: ScanState,
  changes: readonly Change[],
  { language, isWithheld }: ScanShown,
): Wanted[] {
  if (changes.length === 0) return [];
  const { scan } = slackTextsIn(language);
  const what = line(words, 200);
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
      ...withTable(scan.changedTable({ what }), rows, language, words),
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

/** What is typed to have one interface checked. */
function toCheck(host: string, device: string): string {
  return ['/roundtrip', host, device].join(' ');
}

function isStopped({ status }: InterfaceFinding): boolean {
  return status === 'stopped';
}

const RANK = { stopped: 0, unknown: 1, 'nothing-found': 2 } as const;

function tableOf(state: ScanState, { language, isWithheld }: ScanShown): Content {
  const { scan } = slackTextsIn(language);
  const { status: statusWords } = fleetTextsIn(language);
  const rows = state.results.flatMap((result): { rank: number; row: Row }[] => {
    const { host } = result;
    if (result.kind === 'failed') {
      const { message } = failureIn(language, result.failure);
      return [{ rank: -1, row: [host, '–', '–', scan.notRead, isWithheld(host) ? '' : message, ''] }];
    }
    if (isWithheld(host)) {
      const stopped = result.finding.interfaces.filter(isStopped).length;
      const row = [
        host,
        '–',
        '–',
        statusWords[stopped > 0 ? 'stopped' : 'nothing-found'],
        scan.notShown({ stopped }),
        '',
      ];
      return [{ rank: stopped > 0 ? 0 : 2, row }];
    }
    return tellHost(result.finding, language).interfaces.map(
      ({ interface: device, address, status, headline }) => ({
        rank: RANK[status],
        row: [
          host,
          device,
          address,
          statusWords[status],
          headline,
          status === 'stopped' ? toCheck(host, device) : '',
        ],
      }),
    );
  });
  const sorted = rows.toSorted((one, other) => one.rank - other.rank).map(({ row }) => row);
  const asker = slackUserOf(state.requestedBy);
  const title = scan.table({ what: line(state.words, 200) });
  const mention = asker !== undefined && state.ended ? `<@${asker}> ` : '';
  return withTable(`${mention}${title}`, sorted, language, state.words);
}

function withTable(title: string, rows: readonly Row[], language: Language, words: string): Content {
  const { scan } = slackTextsIn(language);
  const { host, interface: device, address, status, why, check } = scan.columns;
  const shown = table([host, device, address, status, why, check], rows);
  const more = rows.length - shown.rows;
  const run = code(`roundtrip scan ${words === 'all' ? '--all' : words}`, 200);
  return {
    text: plain(title, 300),
    blocks: [section(title), shown.block, ...(more > 0 ? [context(scan.more({ more, run }))] : [])],
  };
}

function changeRow(change: Change, { language, isWithheld }: ScanShown): Row {
  const { scan } = slackTextsIn(language);
  const { host } = change;
  const hidden = isWithheld(host);
  switch (change.kind) {
    case 'unread': {
      const { message } = failureIn(language, change.now.failure);
      return [host, '–', '–', scan.notRead, hidden ? '' : message, ''];
    }
    case 'read-again':
      return [host, '–', '–', scan.readAgain, '', ''];
    case 'gone':
      return hidden
        ? [host, '–', '–', scan.gone, '', '']
        : [host, change.before.interface, change.before.address, scan.gone, '', ''];
    case 'address':
      return addressRow(change, hidden, language, scan);
  }
}

function addressRow(
  { host, now, before }: Extract<Change, { kind: 'address' }>,
  hidden: boolean,
  language: Language,
  scan: SlackTexts['scan'],
): Row {
  const { status: words } = fleetTextsIn(language);
  const was = before === undefined ? scan.isNew : scan.was({ before: words[before.status] });
  const status = `${words[now.status]} (${was})`;
  if (hidden) return [host, '–', '–', status, '', ''];
  const [told] = tellHost(
    { schema: 'roundtrip.host-finding/1', host, interfaces: [now] },
    language,
  ).interfaces;
  const check = now.status === 'stopped' ? toCheck(host, now.interface) : '';
  return [host, now.interface, now.address, status, told?.headline ?? '', check];
}
