import { expect, test } from 'vitest';
import { type Known, readSentence } from '../../src/slack/sentence/index.ts';

const HOSTS = ['server-b', 'mail', 'k8s-node-1'];
const SENDERS = ['server-a', 'web01', 'fw-3'];
const INTERFACES = ['eth1', 'enp3s0f1', 'eth0.100'];
const OTHER = 'eno1';
const THIRD = 'server-c';
const KNOWN: Known = {
  hosts: [...HOSTS, ...SENDERS, THIRD, 'db', 'web02'].map((name) => ({ name, interfaces: [] })),
};

/** {h} is asked about on {i}; {o} is another interface of it; {t} is a third host that has nothing to do with it. */
const WITHOUT_SENDER = [
  '{i} on {h} is dead',
  "{h}'s {i} doesn't answer",
  "{h}: {o} works, {i} doesn't",
  '{o} on {h} is fine but {i} is dead',
  'I get no answer from {i} on {h}',
  'please check {i} at {h}, thanks',
  '{t} is fine, {h} {i} is not',
  '{t} {i} is fine but {h} {i} is dead',
  '{h} {i} broke after {t} was rebooted',
  '{h} {i} broke after the upgrade of {t}',
  'does {h} answer on {i}?',
  '{h} answers on {o} only, {i} is mute',
  "it's not {t} but {h}: {i} is dead",
  'ignore {t}, the problem is {h} {i}',
  '{i} is dead on {h}, ask {t}',
  '{t} reports {i} on {h} as down',
  'unlike {t}, {h} does not reply on {i}',
  'same as {t}: {h} {i} dead',
  'moved from {t} to {h}, now {i} is dead',
  '{h}の{i}が応答しない',
  '{h}の{o}は正常、{i}は応答なし',
  '{t}の{i}は正常だが{h}の{i}は応答なし',
];
/** {s} sends. */
const WITH_SENDER = [
  "{s} can't reach {h} {i}",
  '{i} on {h} is unreachable from {s}',
  "from {s} I can't ping {h} {i}",
  '{s} can ping {h} on {o} but not on {i}',
  '{h} does not answer {s} on {i}',
  'no reply from {h} {i} to {s}',
  '{s} gets nothing back from {h} {i}',
  'when I ping {h} {i} from {s} nothing comes back',
  "{h} {i} drops {s}'s packets",
  'on {s}, ping {h} {i} hangs',
  '{s} -> {i}@{h}',
  '{s} can reach {t} {i} but not {h} {i}',
  "{t} can reach {h} {i}, {s} can't",
  'why is {h} {i} unreachable from {s} while {t} works',
  "{h} can't be pinged on {i} by {s}",
  'traffic from {s} to {h} {i} is lost',
  '{h} {i} sees the requests of {s} but does not reply',
  '{h} replies to {t} but not to {s} on {i}',
  'since {t} was replaced, {i} on {h} is unreachable from {s}',
  '{h}の{i}に{s}からpingが通らない',
  '{s}が{h}の{i}に届かない',
  '{s}から{t}の{i}は見えるが{h}の{i}は見えない',
  '{h}の{i}が{s}に応答しない',
];

test.each([...WITHOUT_SENDER, ...WITH_SENDER])('%s never begins another triage', (pattern) => {
  for (const host of HOSTS) {
    for (const sender of SENDERS) {
      for (const name of INTERFACES) {
        const names: Record<string, string> = { h: host, s: sender, i: name, o: OTHER, t: THIRD };
        const text = pattern.replace(/\{(\w)\}/g, (_all, key: string) => names[key] ?? '');

        const reading = readSentence(text, KNOWN, 800);

        const from = pattern.includes('{s}') ? { from: { kind: 'host', host: sender } } : {};
        const wanted = { host, interface: name, protocol: 'icmp', ...from };
        if (reading.kind === 'certain') expect(reading.check, text).toEqual(wanted);
        else
          expect(reading, text).toMatchObject({
            checks: expect.arrayContaining([expect.objectContaining({ host, interface: name })]),
          });
      }
    }
  }
});
