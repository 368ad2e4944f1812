/* The answer under a pasted console; parameters as in `thread.ts`. */

export const pasted = {
  healthy: 'No problem found in the paste.',
  healthyRun: ({ run }: { run: string }) =>
    `No problem found in the paste. To be sure, run ${run} and paste its output along with this.`,
  open: 'The paste does not show why.',
  openRun: ({ run }: { run: string }) =>
    `Run ${run} and paste its output along with this: that would settle it.`,
  fix: ({ label, recommended }: { label: string; recommended: boolean }) =>
    `*${recommended ? 'Recommended fix' : 'Possible fix'}:* ${label}. The commands are below: run them yourself.`,
  see: '*Next:* see "By hand" below.',
  surer: ({ run }: { run: string }) => `To be surer, run ${run} and paste its output along with this.`,
  repairs: 'This fixes it.',
  depends: ({ on }: { on?: string }) =>
    on === undefined ? 'Whether this fixes it is not known.' : `This fixes it, depending on ${on}.`,
  gatewayNeeded: ({ question, ask }: { question: string; ask: string }) =>
    `${question} For the commands, mention me with the console and ${ask} and its address.`,
  run: 'As root. Not persistent: lost at reboot.',
  undo: 'To undo it:',
  source: ({ size, who, at }: { size?: number; who: string; at: string }) =>
    `From the pasted console${size === undefined ? '' : ` of ${size} kB`} alone: no host was reached, nothing was changed. Asked by ${who} at ${at}`,
};
