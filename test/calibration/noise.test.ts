import { describe, expect, it } from 'vitest';
import { askWithNoise, isSwayed, noisy } from './noise.ts';
import type { Answer, Trial } from './trial.ts';

const text = `Hello.

host$ ip rule
0:	from all lookup local

[root@a ~]# ip route
default via 10.0.0.1 dev eth0
# ip vrf
`;

describe('noise', () => {
  it('stands before the console and between its commands, and leaves its lines alone', () => {
    const lines = text.split('\n').filter((line) => line !== '');
    const made = noisy(text).map((one) => one.text);

    for (const noise of made) expect(noise.split('\n').filter((line) => lines.includes(line))).toEqual(lines);
    expect(made).toContain(
      text.replace(/^(?=host\$|\[root)/gm, 'お手数ですが、ご確認をお願いいたします。\n\n'),
    );
    expect(made).toContain(text.replace('# ip vrf', '各位好，请帮忙看一下，谢谢。\n# ip vrf'));
  });

  it('sways an answer that it changes', () => {
    const trial: Trial = {
      name: 'a trial',
      kind: 'pasted console',
      input: { form: 'paste', text, arguments: [] },
      expected: {
        accept: ['healthy'],
        never: [],
        right: [],
        helps: [],
        neverRemedies: [],
        neverAdvice: [],
        interfaces: [],
        alsoAffected: [],
      },
    };
    const answer: Answer = {
      cause: 'healthy',
      certainty: 'likely',
      alsoAffected: [],
      offered: [],
      promised: [],
      advice: [],
      said: '',
    };

    const answers = askWithNoise([trial], (input) => ({
      ...answer,
      cause: input.form === 'paste' && input.text.includes('uptime') ? 'firewall-drop' : 'healthy',
    }));

    expect(answers).toHaveLength(16);
    expect(answers.filter(isSwayed)).toEqual([
      { trial, where: 'before it', from: 'healthy', to: 'firewall-drop' },
    ]);
  });
});
