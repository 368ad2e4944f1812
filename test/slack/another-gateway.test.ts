import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/store/index.ts';
import { strictRpFilter } from './sample.ts';
import { type Bench, buttonsOf, sharedStore, startBench, stateOf, wordsOf } from './support.ts';

const data = sharedStore();
let store: Store;
let bench: Bench;
beforeAll(async () => {
  store = await data.open();
}, 60_000);
afterEach(() => bench.stop());
afterAll(() => data.remove());

const transcripts = [{ host: 'server-b', text: '$ ip r\ndefault via 172.16.4.1 dev eth0' }];
const POLICY = "Send eth1's replies out eth1 (recommended)";
const verdict = () => bench.thread()[0];

/** The plan by another gateway, as the analyzer would have it. */
function withGateway(change: object) {
  const diagnosis = strictRpFilter();
  return {
    ...diagnosis,
    remedies: diagnosis.remedies.map((remedy) =>
      remedy.id === 'policy-routing' ? { ...remedy, ...change } : remedy,
    ),
  };
}

async function named(gateway: string): Promise<string> {
  bench = await startBench(store);
  await bench.startBot();
  const asker = bench.workspace.as('on-call');
  await asker.slash('#net-ops', '/roundtrip server-b eth1');
  const triage = await bench.newest();
  await bench.happen(triage, { kind: 'diagnosed', diagnosis: strictRpFilter(), final: true, transcripts });
  await bench.workspace.waitFor(() => buttonsOf(verdict()).includes('Another gateway'));
  await asker.press('#net-ops', verdict()?.ts ?? '', 'Another gateway');
  const dialog = await bench.workspace.waitFor(() => asker.view());
  expect(JSON.stringify(dialog)).toContain('The plan uses `172.16.5.1`');
  await asker.submitView({ 'gateway-typed': gateway });
  await bench.workspace.waitFor(() => wordsOf(verdict()).includes('Looking again'));
  return triage;
}

test("the plan's gateway is replaced in a dialog, and the host is looked at again for it", async () => {
  const triage = await named('10.99.0.1');
  const state = await stateOf(bench, triage);
  expect(state).toMatchObject({ status: 'collecting', request: { gateway: '10.99.0.1' } });

  const gateway = { address: '10.99.0.1', sources: ['a person'], assumed: false, outside: ['172.16.5.0/24'] };
  await bench.happen(triage, {
    kind: 'diagnosed',
    diagnosis: withGateway({ gateway }),
    final: true,
    transcripts,
  });
  await bench.workspace.waitFor(() => buttonsOf(verdict()).includes(POLICY));
  // What has to be checked stands unfolded, in the question before the press, and before the approver's.
  expect(wordsOf(verdict())).toContain(
    "⚠️ Gateway `10.99.0.1` is outside the interface's networks (172.16.5.0/24): check it.",
  );
  const check = "Check this: gateway 10.99.0.1 is outside the interface's networks.";
  expect(wordsOf(verdict())).toContain(check);
  await bench.workspace.as('on-call').press('#net-ops', verdict()?.ts ?? '', POLICY);
  const ask = await bench.workspace.waitFor(() => bench.directMessages('net-admin')[0]);
  expect(wordsOf(ask)).toContain(check);
  expect(wordsOf(ask)).toContain("is outside the interface's networks (172.16.5.0/24)");
}, 90_000);

test('one that is refused is named with the reason, and another one can be named at once', async () => {
  const triage = await named('172.16.5.77');
  const because = '172.16.5.77 does not answer ARP on eth1: replies sent to it would be lost';
  const { remedies, ...rest } = withGateway({
    gateway: { address: '172.16.5.77', sources: ['a person'], assumed: false },
    ...{ outcome: 'does-not-repair', recommended: false, because },
  });
  const refused = remedies.map((remedy) => {
    const { plan, ...others } = remedy;
    return remedy.id === 'policy-routing' ? others : { ...others, ...(plan ? { plan } : {}) };
  });
  await bench.happen(triage, {
    kind: 'diagnosed',
    diagnosis: { ...rest, remedies: refused },
    final: true,
    transcripts,
  });
  await bench.workspace.waitFor(() => wordsOf(verdict()).includes('*Next:* name another gateway.'));
  expect(wordsOf(verdict())).toContain(because);
  expect(buttonsOf(verdict())).not.toContain(POLICY);
  expect(buttonsOf(verdict())).toContain('Another gateway');
}, 90_000);
