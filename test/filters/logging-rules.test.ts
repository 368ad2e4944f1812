import { describe, expect, it } from 'vitest';
import { filterModel, loggingRules } from '../../src/analyzer/filters/index.ts';
import type { FilterListing } from '../../src/analyzer/model/index.ts';
import { readRuleset } from '../../src/transcript/index.ts';
import { HOST, nft, PACKETS, save } from './tables.ts';

function rulesOf(kind: FilterListing['kind'], text: string) {
  return loggingRules(readRuleset([{ kind, text }]));
}

describe('rules that log', () => {
  it('are named with their prefix, where they stand and how their packets end', () => {
    const text = nft('ip saddr 10.0.0.0/8 tcp dport 23 log prefix "telnet: " level warn counter drop', {
      around: 'chain more {\nlog prefix "more: "\n}',
    });

    expect(rulesOf('nft', text)).toMatchObject([
      { prefix: 'more: ', hooks: [], rule: { chain: 'more' } },
      {
        prefix: 'telnet: ',
        hooks: ['input'],
        ends: { verdict: 'drop', rule: { chain: 'c', text: expect.stringContaining('telnet') } },
      },
    ]);
    expect(rulesOf('nft', text)[0]).not.toHaveProperty('ends');
  });

  it('iptables logs in one rule and drops in the next that asks for no more', () => {
    const rules = (second: string) =>
      save(`-A INPUT -p tcp -m limit --limit 3/min -j LOG --log-prefix "[UFW BLOCK] "\n-A INPUT ${second}`);

    const [log] = rulesOf('iptables-save', rules('-p tcp -j DROP'));

    expect(log).toMatchObject({
      prefix: '[UFW BLOCK] ',
      hooks: ['input'],
      rule: { listing: 'iptables', chain: 'INPUT' },
      ends: { verdict: 'drop', rule: { text: '-p tcp -j DROP' } },
    });
    expect(rulesOf('iptables-save', rules('-p tcp --dport 22 -j DROP'))[0]).not.toHaveProperty('ends');
    expect(rulesOf('iptables-save', rules('-j REJECT'))[0]).toMatchObject({ ends: { verdict: 'reject' } });
  });

  it('a map of verdicts in another chain leads there too', () => {
    const text = nft('tcp dport vmap @ports', {
      around:
        'map ports {\ntype inet_service : verdict\nelements = { 23 : jump more }\n}\nchain more {\nlog prefix "more: " drop\n}',
    });

    expect(rulesOf('nft', text)).toMatchObject([{ prefix: 'more: ', hooks: ['input'] }]);
  });

  it('those that a packet surely meets are told with its verdict', () => {
    const text = nft(
      'limit rate 1/second log prefix "sometimes: "\ntcp dport 22 log prefix "ssh: "\ntcp dport 80 log prefix "http: "\ntcp dport 22 reject with tcp reset',
    );
    const model = filterModel(readRuleset([{ kind: 'nft', text }]), HOST);

    const verdict = model.evaluate(PACKETS.ssh, 'input');

    expect(verdict).toMatchObject({ verdict: 'reject', rejectWith: 'tcp reset' });
    expect(verdict.logged?.map(({ prefix }) => prefix)).toEqual(['ssh: ']);
    expect(model.evaluate(PACKETS.ping, 'input')).not.toHaveProperty('logged');
  });

  it('what a refused sender is told is kept', () => {
    const text = save('-A INPUT -p icmp -j REJECT --reject-with icmp-host-prohibited');
    const model = filterModel(readRuleset([{ kind: 'iptables-save', text }]), HOST);

    expect(model.evaluate(PACKETS.ping, 'input')).toMatchObject({
      verdict: 'reject',
      rejectWith: 'icmp-host-prohibited',
    });
  });
});
