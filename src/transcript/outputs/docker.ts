import type { ObservationDraft } from '../observation-draft.ts';
import { type Block, commandOf, type Output } from '../output.ts';
import { isDockerLine, parsePublishedPorts } from '../parsers/docker.ts';

/** The ports of `docker ps` and `docker port`, podman's alike. */
function read(draft: ObservationDraft, block: Block): void {
  const argv = block.command?.argv ?? [];
  const at = argv.indexOf('port');
  const ports = parsePublishedPorts(block.lines, at === -1 ? undefined : argv[at + 1]);
  draft.state.publishedPorts = [...(draft.state.publishedPorts ?? []), ...ports];
  draft.evidence('containers', commandOf(block), block.lines.join('\n'));
}

const ENGINES: ReadonlySet<string> = new Set([
  ...['docker', 'podman', 'nerdctl'],
  ...['docker-compose', 'podman-compose'],
]);

export const docker = {
  kind: 'docker',
  printedBy: ({ argv }) =>
    ENGINES.has(argv[0] ?? '') && argv.some((word) => word === 'ps' || word === 'port' || word === 'ls'),
  form: isDockerLine,
  state: true,
  part: 'containers',
  answers: [],
  read,
} satisfies Output;
