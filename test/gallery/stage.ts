import { setTimeout as delay } from 'node:timers/promises';
import type { Workspace } from '../../packages/local-slack/src/index.ts';
import type { Store } from '../../src/store/index.ts';
import type { Language } from '../../src/texts/index.ts';
import { buttonActionsOf, startBench } from '../slack/support.ts';
import type { Scene, Stage } from './scenes.ts';

/** Plays a scene; `end` takes its workspace away. */
export async function playScene(
  store: Store,
  scene: Scene,
  language: Language,
): Promise<Stage & { page: string; end: () => Promise<void> }> {
  const bench = await startBench(store, {
    yaml: (users) =>
      `approval: { approvers: [${users['net-admin']?.id}] }\nlanguage: ${language}\n${scene.yaml ?? ''}\n`,
  });
  try {
    await bench.startBot();
    const { workspace } = bench;
    await workspace.as('on-call').slash('#net-ops', '/roundtrip server-b eth1');
    const triage = await bench.newest();
    const stage: Stage = {
      bench,
      triage,
      happen: (...events) => bench.happen(triage, ...events),
      async press(person, action) {
        const found = await workspace.waitFor(() =>
          workspace
            .messages('net-ops')
            .toReversed()
            .flatMap((message) => buttonActionsOf(message).map((name) => ({ message, name })))
            .find(({ name }) => name.replace(/:\d+$/, '') === action),
        );
        await workspace.as(person).press('#net-ops', found.message.ts, found.name);
      },
    };
    const end = async () => {
      await scene.after?.(stage);
      await bench.stop();
    };
    const before = workspace.calls.length;
    await scene.play(stage);
    await shown(workspace, before);
    const { as, at } = scene.seen ?? { as: 'on-call', at: 'thread' };
    const card = bench.cards().at(-1)?.ts ?? '';
    const places = {
      thread: `in=%23net-ops&thread=${card}`,
      channel: 'in=%23net-ops',
      direct: 'in=roundtrip',
      home: 'in=roundtrip&tab=home',
    };
    return { ...stage, page: `${workspace.url}/?as=${as}&${places[at]}`, end };
  } catch (error) {
    await bench.stop();
    throw new Error(`the scene ${scene.name} could not be played`, { cause: error });
  }
}

/** Milliseconds without a message after which all of them are there: a worker of the queue looks for work every second or so. */
const QUIET = 4_000;

/** Waits until something was said since, and then nothing more. */
async function shown({ calls }: Workspace, before: number): Promise<void> {
  const end = Date.now() + 30_000;
  let count = calls.length;
  for (let since = Date.now(); Date.now() < end; await delay(100)) {
    if (calls.length !== count) {
      count = calls.length;
      since = Date.now();
    }
    if (count > before && Date.now() - since > QUIET) return;
  }
}
