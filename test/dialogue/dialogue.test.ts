import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../lab/scenarios/catalogue/index.ts';
import { readRecordings } from '../lab/scenarios/recording.ts';
import { liveDialogues } from './live.ts';

/** A setting and a filter that nobody showed; `npm run test:dialogue` plays all scenarios. */
const SAMPLE = ['strict-seed', 'firewall-nft-input'];

const recordings = readRecordings(SCENARIOS.filter(({ name }) => SAMPLE.includes(name)));

describe.each(recordings)('$name, its console with listings left out', (recording) => {
  it('is named once what is asked for was run on the host that is named', async () => {
    const scenario = SCENARIOS.find(({ name }) => name === recording.name);
    if (!scenario) throw new Error(`no scenario ${recording.name}`);

    const dialogues = await liveDialogues(scenario, recording, 2);

    expect(dialogues.length).toBeGreaterThan(0);
    expect(dialogues.filter(({ end }) => end !== 'named')).toEqual([]);
  });
});
