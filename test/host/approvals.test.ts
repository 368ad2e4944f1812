import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Change, kindOf, type Plan } from '../../src/analyzer/model/index.ts';
import { setupScript } from '../../src/host/index.ts';
import { hostProgram } from '../../src/host/program.ts';
import { approvalText } from '../../src/triage/index.ts';
import { outputOf, useLab } from '../support/lab.ts';

const LOOSE: Change = { kind: 'sysctl', key: 'net.ipv4.conf.eth1.rp_filter', before: '1', after: '2' };
const OTHER: Change = { kind: 'sysctl', key: 'net.ipv4.conf.eth2.rp_filter', before: '1', after: '2' };
const HASH = 'a3f1c9'.repeat(10);
const planOf = (...changes: Change[]): Plan => ({
  hash: HASH,
  restsOn: {},
  steps: changes.map((change, at) => ({ id: String(at), change, do: [], undo: [], check: [] })),
  files: [],
  blastRadius: [],
});
const PLAN = planOf(LOOSE);
const ROUTING = planOf(
  { kind: 'route', family: 4, table: 101, destination: '0.0.0.0/0', dev: 'eth1', gateway: '172.16.5.1' },
  { kind: 'rule', family: 4, preference: 32765, from: '172.16.5.4/32', table: 101 },
);

/** Where a host keeps which approvals were used. */
const KEPT = '/var/lib/roundtrip-host';

describe('a host that verifies approvals by itself', () => {
  const lab = useLab({ name: `host-approvals-${process.pid}` });
  const keys = mkdtempSync(join(tmpdir(), 'roundtrip-approvals-'));
  afterAll(() => rmSync(keys, { recursive: true, force: true }));
  const publicKey = (name: string) => readFileSync(join(keys, `${name}.pub`), 'utf8').trim();
  const prepare = async (minimum: number) => {
    const allowedSigners = [
      `alice@example.com namespaces="roundtrip" ${publicKey('alice')}`,
      `bob@example.com ${publicKey('bob')}`,
      `carol@example.com valid-before="20200101" ${publicKey('carol')}`,
      '',
    ].join('\n');
    const input = setupScript({}, { host: 'server-b', minimum, allowedSigners });
    await lab.current.exec('server-b', ['sh', '-c', 'cat >/run/setup.sh'], { input });
    await outputOf(lab.current, 'server-b', ['sh', '/run/setup.sh']);
  };
  beforeAll(async () => {
    for (const name of ['alice', 'bob', 'carol', 'mallory'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', join(keys, name)]);
    // What goes to the host's journal.
    await outputOf(lab.current, 'server-b', [
      'sh',
      '-c',
      'printf "#!/bin/sh\\necho \\"\\$*\\" >>/run/journal\\n" >/run/logger; chmod 755 /run/logger; mount --bind /run/logger "$(command -v logger)"; mkdir -p /var/lib/roundtrip && mount -t tmpfs tmpfs /var/lib/roundtrip',
    ]);
    await prepare(1);
  }, 60_000);

  const inOneHour = () => Math.floor(Date.now() / 1000) + 3600;
  const sign = (key: string, text: string, namespace = 'roundtrip'): string => {
    const armored = execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-n', namespace, '-f', join(keys, key)], {
      input: text,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const body = armored.replace(/-----[A-Z ]+-----|\s/g, '');
    return Buffer.from(body, 'base64').toString('base64url');
  };
  const wordsOf = (plan: Plan) => plan.steps.flatMap(({ change }) => kindOf(change).wire(change));

  type Attempt = {
    triage: string;
    expires?: number;
    hash?: string;
    signatures: readonly string[];
    /** What the host is asked to do. */
    steps?: readonly string[];
  };

  /** With the key for applying in hand, and so through its gate. */
  async function attempt({ triage, expires, hash = HASH, signatures, steps = wordsOf(PLAN) }: Attempt) {
    const approved = expires === undefined ? [] : ['approved', String(expires), hash];
    const words = [
      ...['apply', triage, '60', ...approved],
      ...signatures.flatMap((signature) => ['signed', signature]),
      ...steps,
    ];
    return throughGate(words);
  }
  async function throughGate(words: readonly string[]): Promise<string> {
    const { stdout } = await lab.current.exec(
      'server-b',
      ['env', `SSH_ORIGINAL_COMMAND=sh -s -- ${words.join(' ')}`, '/usr/local/libexec/roundtrip/apply'],
      { input: hostProgram() },
    );
    return /^@@ROUNDTRIP \S+ result (.*)$/m.exec(stdout)?.[1] ?? '';
  }
  const settings = () =>
    outputOf(lab.current, 'server-b', [
      'sh',
      '-c',
      'cat /proc/sys/net/ipv4/conf/*/rp_filter; ip rule; ip -4 route show table all',
    ]);
  const onHost = (text: string) => outputOf(lab.current, 'server-b', ['sh', '-c', text]);
  const journal = () => outputOf(lab.current, 'server-b', ['sh', '-c', 'cat /run/journal 2>/dev/null; true']);

  it('makes the change that an approver signed, once, and notes who that was', async () => {
    const expires = inOneHour();
    const text = approvalText({ host: 'server-b', triage: 'T0000000AA1', plan: PLAN, expires });
    const signatures = [sign('alice', text)];
    const before = await settings();

    const applied = await attempt({ triage: 'T0000000AA1', expires, signatures });
    const changed = await settings();
    const undone = await throughGate(['undo', 'T0000000AA1', ...wordsOf(PLAN)]);
    await outputOf(lab.current, 'server-b', ['rm', '-rf', '/run/roundtrip']);
    const again = await attempt({ triage: 'T0000000AA1', expires, signatures });

    expect(applied).toMatch(/^applied/);
    expect(changed).not.toBe(before);
    expect(undone).toMatch(/^undone/);
    expect(again).toBe('refused its approval was used already');
    expect(await settings()).toBe(before);
    expect(await journal()).toContain(`apply T0000000AA1: plan ${HASH}, approved by alice@example.com`);
  });

  it('refuses where others than root keep which approvals were used', async () => {
    const expires = inOneHour();
    const triage = 'T0000000AB1';
    const signatures = [sign('alice', approvalText({ host: 'server-b', triage, plan: PLAN, expires }))];
    const before = await settings();

    for (const theirs of [KEPT, `${KEPT}/spent`]) {
      await onHost(`rm -rf ${KEPT}; mkdir -p ${KEPT}/spent; chown 1 ${theirs}`);
      const answer = await attempt({ triage, expires, signatures });

      expect(answer).toMatch(/^refused that its approval is used now cannot be noted/);
      expect(await settings()).toBe(before);
    }
    await onHost(`chown 0 ${KEPT}/spent`);
    expect(await attempt({ triage, expires, signatures })).toMatch(/^applied/);
    expect(await throughGate(['undo', triage, ...wordsOf(PLAN)])).toMatch(/^undone/);
  });

  it('refuses every forgery before the first step, and its journal says so', async () => {
    const expires = inOneHour();
    const triage = 'T0000000AA2';
    const rightful = { host: 'server-b', triage, plan: PLAN, expires };
    const signed = (key: string, changed: Partial<typeof rightful> = {}, namespace?: string) =>
      sign(key, approvalText({ ...rightful, ...changed }), namespace);
    const good = signed('alice');
    const past = Math.floor(Date.now() / 1000) - 60;
    const far = Math.floor(Date.now() / 1000) + 30 * 86_400;
    const flipped = `${good.slice(0, 200)}${good[200] === 'A' ? 'B' : 'A'}${good.slice(201)}`;
    const loosened = wordsOf(planOf({ ...LOOSE, after: '0' }));
    const FORGERIES: readonly [name: string, attempt: Attempt][] = [
      ['nothing of an approval', { triage, signatures: [] }],
      ['no signature', { triage, expires, signatures: [] }],
      [
        'the word that the bot has checked it',
        { triage, expires, signatures: [], steps: ['checked', ...wordsOf(PLAN)] },
      ],
      ['a key that is not listed', { triage, expires, signatures: [signed('mallory')] }],
      ['a key that was listed until 2020', { triage, expires, signatures: [signed('carol')] }],
      [
        'the signature of another plan',
        { triage, expires, signatures: [signed('alice', { plan: planOf(OTHER) })] },
      ],
      ['another plan hash', { triage, expires, hash: 'b'.repeat(60), signatures: [good] }],
      ['another step', { triage, expires, signatures: [good], steps: wordsOf(planOf(OTHER)) }],
      ['another value in a step', { triage, expires, signatures: [good], steps: loosened }],
      ['a step more', { triage, expires, signatures: [good], steps: wordsOf(planOf(LOOSE, OTHER)) }],
      [
        'the signature for another host',
        { triage, expires, signatures: [signed('alice', { host: 'server-c' })] },
      ],
      ['the signature of another triage', { triage: 'T0000000AA3', expires, signatures: [good] }],
      [
        'an approval that has expired',
        { triage, expires: past, signatures: [signed('alice', { expires: past })] },
      ],
      ['a later expiry than was signed', { triage, expires: expires + 600, signatures: [good] }],
      [
        'an expiry beyond all reason',
        { triage, expires: far, signatures: [signed('alice', { expires: far })] },
      ],
      ['a signature for another purpose', { triage, expires, signatures: [signed('bob', {}, 'git')] }],
      [
        'a namespace that the key may not sign',
        { triage, expires, signatures: [signed('alice', {}, 'file')] },
      ],
      ['a signature with another bit', { triage, expires, signatures: [flipped] }],
      ['half a signature', { triage, expires, signatures: [good.slice(0, good.length / 2)] }],
      ['no signature at all, but a word', { triage, expires, signatures: ['AAAA'] }],
      [
        'twenty wrong ones',
        { triage, expires, signatures: Array.from({ length: 20 }, () => signed('mallory')) },
      ],
    ];
    const before = await settings();

    const granted: string[] = [];
    const unheard: string[] = [];
    for (const [name, forgery] of FORGERIES) {
      const lines = (await journal()).split('\n').length;
      const answer = await attempt(forgery);
      if (!answer.startsWith('refused')) granted.push(`${name}: ${answer}`);
      const said = (await journal())
        .split('\n')
        .slice(lines - 1)
        .join('\n');
      if (!said.includes(`apply ${forgery.triage} refused: `)) unheard.push(name);
    }

    expect(granted).toEqual([]);
    expect(unheard).toEqual([]);
    expect(await settings()).toBe(before);
    expect(FORGERIES.length).toBeGreaterThanOrEqual(12);
    // The rightful one still counts: none of them has used it up.
    expect(await attempt({ triage, expires, signatures: [good] })).toMatch(/^applied/);
    expect(await throughGate(['undo', triage, ...wordsOf(PLAN)])).toMatch(/^undone/);
  }, 60_000);

  it('makes no change by way of its undo', async () => {
    const before = await settings();

    const answer = await throughGate([
      'undo',
      'T0000000AA4',
      'sysctl',
      LOOSE.kind === 'sysctl' ? LOOSE.key : '',
      '0',
      '1',
    ]);

    expect(answer).toBe('failed nothing here tells that these steps were approved and made under this id');
    expect(await settings()).toBe(before);
  });

  it('takes back without a record what was approved under that id, and nothing else', async () => {
    const expires = inOneHour();
    const triage = 'T0000000AA6';
    const text = approvalText({ host: 'server-b', triage, plan: ROUTING, expires });
    const before = await settings();
    const steps = wordsOf(ROUTING);
    expect(await attempt({ triage, expires, steps, signatures: [sign('alice', text)] })).toMatch(/^applied/);
    expect(await throughGate(['confirm', triage])).toMatch(/^confirmed/);
    await outputOf(lab.current, 'server-b', ['rm', '-rf', '/run/roundtrip']);
    const rule = ['pref', '90', 'from', '172.16.5.4', 'lookup', '101'];
    await outputOf(lab.current, 'server-b', ['ip', 'rule', 'add', ...rule]);
    const changed = await settings();

    await onHost(`chown 1 ${KEPT}`);
    const byOthers = await throughGate(['undo', triage, ...steps]);
    await onHost(`chown 0 ${KEPT}`);
    const others = await throughGate(['undo', triage, ...steps, 'rule', '4', '90', '172.16.5.4/32', '101']);
    const afterOthers = await settings();
    await outputOf(lab.current, 'server-b', ['ip', 'rule', 'del', ...rule]);

    expect(byOthers).toBe(others);
    expect(others).toBe('failed nothing here tells that these steps were approved and made under this id');
    expect(afterOthers).toBe(changed);
    expect(await throughGate(['undo', triage, ...steps])).toMatch(/^undone/);
    expect(await settings()).toBe(before);
  });

  it('removes a rule whose record and routes are gone, where it was approved', async () => {
    const expires = inOneHour();
    const triage = 'T0000000AB2';
    const text = approvalText({ host: 'server-b', triage, plan: ROUTING, expires });
    const before = await settings();
    const steps = wordsOf(ROUTING);
    expect(await attempt({ triage, expires, steps, signatures: [sign('alice', text)] })).toMatch(/^applied/);
    expect(await throughGate(['confirm', triage])).toMatch(/^confirmed/);
    await onHost('ip route flush table 101; rm -rf /run/roundtrip');

    expect(await throughGate(['undo', triage, ...steps])).toMatch(/^undone/);
    expect(await settings()).toBe(before);
  });

  const EVIL = 'sysctl net.ipv4.conf.eth1.rp_filter 0 1';
  const ADMINISTRATORS = 'rule 4 500 172.16.6.4/32 77';
  const forged = (directory: string, text = `${EVIL}\n${ADMINISTRATORS}\nmain-rule 4`) =>
    `mkdir -p ${directory}; printf '${text}\\n' >${directory}/steps; ln -s x ${directory}/armed`;
  it.each<readonly [string, prepare: string, said: RegExp]>([
    [
      'the bot’s own directory',
      `rm -rf /run/roundtrip; ${forged('/var/lib/roundtrip/TEVIL1')}; chown -R 1 /var/lib/roundtrip`,
      /^failed nothing here tells that these steps were approved/,
    ],
    [
      'a directory of another user below /run',
      `rm -rf /run/roundtrip; ${forged('/run/roundtrip/TEVIL1')}; chown -R 1 /run/roundtrip`,
      /^failed \/run\/roundtrip is not root's alone$/,
    ],
    [
      'a record of another user',
      `rm -rf /run/roundtrip; ${forged('/run/roundtrip/TEVIL1')}; chown 1 /run/roundtrip/TEVIL1`,
      /^failed \/run\/roundtrip\/TEVIL1 is not root's alone$/,
    ],
    [
      'a record that others can write',
      `rm -rf /run/roundtrip; ${forged('/run/roundtrip/TEVIL1')}; chmod 777 /run/roundtrip/TEVIL1`,
      /^failed \/run\/roundtrip\/TEVIL1 is not root's alone$/,
    ],
    [
      'a file of another user',
      `rm -rf /run/roundtrip; ${forged('/run/roundtrip/TEVIL1')}; chown 1 /run/roundtrip/TEVIL1/steps`,
      /^failed \/run\/roundtrip\/TEVIL1\/steps is not root's alone$/,
    ],
    [
      'a link to a file of root’s',
      `rm -rf /run/roundtrip; mkdir -p /run/roundtrip/TEVIL1; ln -s /etc/shadow /run/roundtrip/TEVIL1/steps; ln -s x /run/roundtrip/TEVIL1/armed`,
      /^failed \/run\/roundtrip\/TEVIL1\/steps is not root's alone$/,
    ],
    [
      'a link to another directory',
      `rm -rf /run/roundtrip; ${forged('/run/elsewhere')}; mkdir -p /run/roundtrip; ln -s /run/elsewhere /run/roundtrip/TEVIL1`,
      /^failed \/run\/roundtrip\/TEVIL1 is not root's alone$/,
    ],
    [
      'a damaged record',
      `rm -rf /run/roundtrip; ${forged('/run/roundtrip/TEVIL1', 'rule 4 0 0.0.0.0/0 254')}`,
      /^failed \/run\/roundtrip\/TEVIL1\/steps is damaged/,
    ],
    [
      'the words of a setuid program that a user runs',
      `rm -rf /run/roundtrip; cp /usr/bin/tail /run/setuid; chmod 4755 /run/setuid; setpriv --reuid 1 --clear-groups /run/setuid -f /dev/null 'roundtrip-undo:TEVIL1:' '${EVIL}' >/dev/null 2>&1 & echo $! >/run/setuid.pid; sleep 1`,
      /^failed nothing here tells that these steps were approved/,
    ],
  ])('does nothing by the word of %s', async (_name, prepareHost, said) => {
    await onHost('ip rule add pref 500 from 172.16.6.4 lookup 77');
    const before = await settings();
    await onHost(`chmod 755 /run; ${prepareHost}`);

    const answer = await throughGate(['undo', 'TEVIL1', ...EVIL.split(' ')]);
    const after = await settings();
    const undoes = await onHost("pgrep -f '[r]oundtrip-undo:TEVIL1: (wait|due)' || true");
    await onHost(
      '[ ! -e /run/setuid.pid ] || kill "$(cat /run/setuid.pid)"; rm -rf /run/setuid* /run/roundtrip /run/elsewhere /var/lib/roundtrip/*; chown 0 /var/lib/roundtrip; ip rule del pref 500',
    );

    expect(answer).toMatch(said);
    expect(after).toBe(before);
    expect(undoes).toBe('');
  });

  it('keeps its records where root alone can write, also where /run is everybody’s', async () => {
    const expires = inOneHour();
    const triage = 'T0000000AB3';
    const signatures = [sign('alice', approvalText({ host: 'server-b', triage, plan: PLAN, expires }))];
    await onHost('rm -rf /run/roundtrip; chmod 1777 /run; mkdir /run/roundtrip; chown 1 /run/roundtrip');

    const applied = await attempt({ triage, expires, signatures });
    const kept = await onHost(`ls -A /run/roundtrip; ls -A ${KEPT}/changes; stat -c %a ${KEPT}/changes`);
    const undone = await throughGate(['undo', triage, ...wordsOf(PLAN)]);
    await onHost(`chmod 755 /run; rm -rf /run/roundtrip ${KEPT}/changes`);

    expect(applied).toMatch(/^applied/);
    expect(kept.split('\n')).toEqual([triage, 'holder', 'lock', '700', '']);
    expect(undone).toMatch(/^undone/);
  });

  it('needs as many approvers as root has said, each once', async () => {
    await prepare(2);
    const expires = inOneHour();
    const triage = 'T0000000AA5';
    const text = approvalText({ host: 'server-b', triage, plan: PLAN, expires });
    const [alice, again, bob] = [sign('alice', text), sign('alice', text), sign('bob', text)];

    const one = await attempt({ triage, expires, signatures: [alice, again] });
    const two = await attempt({ triage, expires, signatures: [alice, bob] });
    await throughGate(['undo', triage, ...wordsOf(PLAN)]);

    expect(one).toBe(
      'refused it needs the signatures of 2 who may approve here, and has 1 that fit this change',
    );
    expect(two).toMatch(/^applied/);
  });

  it.each([
    ['anybody can write the list', 'chmod 666 /etc/roundtrip/allowed_signers'],
    ['the list is gone', 'rm /etc/roundtrip/allowed_signers'],
    ['somebody else owns it', 'chown 1000 /etc/roundtrip/allowed_signers'],
  ])('refuses everything where %s', async (_name, spoil) => {
    await prepare(1);
    const expires = inOneHour();
    const triage = 'T0000000AA6';
    const text = approvalText({ host: 'server-b', triage, plan: PLAN, expires });
    await outputOf(lab.current, 'server-b', ['sh', '-c', spoil]);

    const answer = await attempt({ triage, expires, signatures: [sign('alice', text)] });

    expect(answer).toMatch(/^refused \/etc\/roundtrip\/allowed_signers is not there, or others/);
  });
});
