import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkShell } from '../../scripts/check-shell.js';
import { gatePart, programParts, undoParts } from '../../src/host/program.ts';

const PROGRAM = join(import.meta.dirname, '../../src/host/program');

describe('the check of the shell program', () => {
  it('names the part and the line in it', () => {
    const parts = [
      { file: 'one.sh', text: 'one() {\n  echo "$1"\n}\n' },
      { file: 'two.sh', text: '# two\n\none $2\n' },
    ];

    const { passed, output } = checkShell([parts]);

    expect(passed).toBe(false);
    expect(output).toMatch(/^two\.sh:3:5: .* \[SC2086\]$/m);
  });

  it('fails where shellcheck is missing', () => {
    const { passed, summary } = checkShell([programParts()], 'shellcheck-that-is-not-there');

    expect(passed).toBe(false);
    expect(summary).toContain('not installed');
  });

  it('looks at every part that there is', () => {
    const joined = [...programParts(), ...undoParts(), gatePart()].map(({ file }) => file);

    expect(readdirSync(PROGRAM).filter((file) => !joined.includes(file))).toEqual([]);
  });
});
