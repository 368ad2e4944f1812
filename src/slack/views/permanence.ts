import { permanenceLines } from '../../texts/index.ts';
import { ACTION, writePress } from '../press.ts';
import { actions, button, confirm, section } from './blocks.ts';
import type { Story } from './story.ts';
import type { Surroundings } from './surroundings.ts';
import { code, codeBlock, count, line } from './text.ts';

/** Whether a committed fix lasts: what keeps it after a restart, the button that has it written, or why nothing is. */
export function permanenceBlocks({ state }: Story, around: Surroundings, limit: number) {
  const { id, change, permanence, request } = state;
  const permanent = change?.plan.permanent;
  if (state.status !== 'committed' || !change || !permanent) return [];
  const inStore = around.evidence === 'store';
  if (permanence?.end?.kind === 'made') {
    const paths = permanence.end.paths.map((path) => code(path, 150)).join(', ');
    const by = inStore ? count(permanence.end.paths.length, 'file') : paths;
    return [section(`It is kept after a restart, by ${by}; the undo removes that too.`)];
  }
  const report = `\`roundtrip audit report ${id}\` tells more.`;
  const { files, withheld, notes } = permanenceLines(permanent);
  const risk = notes.map((note) => ` ${line(note, 300)}.`).join('');
  const failed =
    permanence?.end?.kind === 'failed'
      ? [
          section(
            `It could not be made permanent, and lasts until the next restart${inStore ? `: ${report}` : `: ${line(permanence.end.reason, 500)}`}`,
          ),
        ]
      : [];
  if (files.length === 0) {
    return [
      section(`It lasts until the next restart. Nothing is written that keeps it:${risk}`),
      ...withheld
        .slice(0, 5)
        .map(({ because, file }) =>
          section(`${line(because, 300)}${file && !inStore ? `\n${codeBlock(diffText(file), limit)}` : ''}`),
        ),
    ];
  }
  const wishes = permanence?.wishes.length ?? 0;
  const chosen = change.plan.files.length > 0 && permanence?.end === undefined;
  if (chosen || wishes >= change.minimum) return [...failed, section('It is being made permanent.')];
  if (around.changes !== 'allowed' || around.permanence !== 'offered') return failed;
  const asked = wishes > 0 ? ` ${wishes} of ${change.minimum} approvers have asked for that.` : '';
  return [
    ...failed,
    section(
      `It lasts until the next restart.${risk} To keep it, Roundtrip would write ${count(files.length, 'file')}.${asked}${inStore ? ` ${report}` : `\n${codeBlock(files.map(diffText).join('\n'), limit)}`}`,
    ),
    ...actions('permanence', [
      button({
        action: ACTION.makePermanent,
        text: 'Make it permanent',
        value: writePress({ triage: id }),
        confirm: confirm({
          title: 'Keep it after a restart?',
          text: `This writes ${count(files.length, 'file')} on ${request.host}, tries the ping again, and removes them if it does not work.`,
          yes: 'Make it permanent',
          no: 'Not now',
        }),
      }),
    ]),
  ];
}

/** A file that would be new, as a diff. */
export function diffText({ path, lines }: { path: string; lines: readonly string[] }): string {
  return [`+++ ${path}`, ...lines.map((text) => `+${text}`)].join('\n');
}
