import { permanenceLines, slackTextsIn } from '../../texts/index.ts';
import { isPermanenceDue, type TriageState } from '../../triage/index.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, confirm, container, section } from './blocks.ts';
import type { Story } from './story.ts';
import type { Surroundings } from './surroundings.ts';
import { code, codeBlock, line, sentence } from './text.ts';

/** How long a committed fix lasts; undefined where that is not known, or stays in the store. */
type Lasting = 'kept' | 'being-kept' | 'needs-nothing' | 'until-reboot';

/** Whether the fix that stands outlives a reboot, as the first sentence about it says. */
export function lastingOf(
  state: TriageState,
  { evidence }: Pick<Surroundings, 'evidence'>,
): Lasting | undefined {
  const { change, permanence, recorded } = state;
  if (permanence?.end?.kind === 'made') return 'kept';
  // Plans of the first version do not say what would keep them.
  if (!change || evidence === 'store' || recorded?.schema === 'roundtrip.diagnosis/1') return undefined;
  if (!change.plan.permanent) return 'needs-nothing';
  return isPermanenceDue(state) ? 'being-kept' : 'until-reboot';
}

/** Whether a committed fix lasts: what keeps it after a reboot, the button that has it written, or why nothing is. */
export function permanenceBlocks({ state }: Story, around: Surroundings, limit: number) {
  const { id, change, permanence, request } = state;
  const permanent = change?.plan.permanent;
  if (state.status !== 'committed' || !change || !permanent) return [];
  const say = slackTextsIn(around.language);
  const inStore = around.evidence === 'store';
  if (permanence?.end?.kind === 'made') {
    const { paths } = permanence.end;
    const shown = paths.map((path) => code(path, 150)).join(', ');
    return [
      section(say.permanence.kept({ by: inStore ? say.permanence.files({ files: paths.length }) : shown })),
    ];
  }
  const report = say.permanence.report({ command: code(`roundtrip audit report ${id}`) });
  const { files, withheld, notes } = permanenceLines(permanent, around.language);
  const risk = notes.map((note) => ` ${line(sentence(note), 300)}`).join('');
  /** The files as a diff, folded; none where what was seen of the host stays in the store. */
  const diffFold = (shown: readonly { path: string; lines: readonly string[] }[]) =>
    inStore || shown.length === 0
      ? []
      : container(say.permanence.diff, [section(codeBlock(shown.map(diffText).join('\n'), limit))]);
  const failed =
    permanence?.end?.kind === 'failed'
      ? [
          section(
            say.permanence.failed({
              reason: inStore ? report : line(sentence(permanence.end.reason), 500),
            }),
          ),
        ]
      : [];
  if (files.length === 0) {
    return [
      section(say.permanence.notWritten({ notes: risk })),
      ...withheld.slice(0, 5).map(({ because }) => section(line(because, 300))),
      ...diffFold(withheld.slice(0, 5).flatMap(({ file }) => file ?? [])),
    ];
  }
  const given = permanence?.wishes.length ?? 0;
  const chosen = change.plan.files.length > 0 && permanence?.end === undefined;
  if (chosen || given >= change.minimum) return [...failed, section(say.permanence.beingMade)];
  if (around.changes !== 'allowed' || around.permanence !== 'offered') return failed;
  const asked = given > 0 ? say.permanence.asked({ given, minimum: change.minimum }) : '';
  const told = say.permanence.wouldWrite({ files: files.length, notes: risk, asked });
  return [
    ...failed,
    section(inStore ? `${told} ${report}` : told),
    ...diffFold(files),
    ...actions('permanence', [
      button({
        action: ACTION.makePermanent,
        text: say.permanence.make,
        value: writePress({ triage: id }),
        confirm: confirm({
          title: say.permanence.confirmTitle,
          text: say.permanence.confirm({ files: files.length, host: request.host }),
          yes: say.permanence.make,
          no: say.buttons.notNow,
        }),
      }),
    ]),
  ];
}

/** A file that would be new, as a diff. */
export function diffText({ path, lines }: { path: string; lines: readonly string[] }): string {
  return [`+++ ${path}`, ...lines.map((text) => `+${text}`)].join('\n');
}
