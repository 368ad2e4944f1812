import { namesFile } from '../file-command.ts';
import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { readDistribution } from '../parsers/distribution.ts';

/** os-release, the distributions' release files, `lsb_release`, `hostnamectl`. */
function read(draft: ObservationDraft, block: Block): void {
  const found = readDistribution(block.lines.filter((line) => line.trim() !== ''));
  if (found === undefined) return;
  draft.state.distribution = found;
  draft.evidence('distribution', commandOf(block), block.lines.join('\n'));
}

export const distribution = {
  kind: 'distribution',
  printedBy: ({ argv }) =>
    argv[0] === 'lsb_release' ||
    argv[0] === 'hostnamectl' ||
    namesFile(
      argv,
      /^\/(?:etc|usr\/lib)\/(?:[a-z]{2,12}-release|centos-release|redhat-release|\*release\*?|\*-release)$/,
    ),
  form: (line) =>
    /^\s*(?:(?:CentOS|Rocky|Scientific|Oracle|Fedora)(?: Linux)?|AlmaLinux|Red Hat Enterprise Linux)\b.{0,40}\brelease \d/.test(
      line,
    ) || /^PRETTY_NAME="/.test(line),
  lines: { formed: true, canBelong: (line) => /^\s*[\w ]{1,40}[=:]/.test(line) },
  state: false,
  part: 'distribution',
  answers: [],
  read,
} satisfies Output;
