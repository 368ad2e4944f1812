import { slackTextsIn } from '../texts/index.ts';
import type { Access } from './access.ts';
import type { LastLooks } from './last-looks.ts';
import type { Projector } from './projection/projector.ts';
import { everybodyIn, type Sight } from './sight.ts';

/** What a program that asks for a channel must know: whether it may, and which hosts everybody there may know of. */
export type AlertDesk = {
  whyNot(channel: string): Promise<string | undefined>;
  isHost(name: string, channel: string): Promise<boolean>;
  whoHas(address: string, channel: string): Promise<{ host: string; interface: string } | undefined>;
  nudge(triage: string): void;
};

/** Alerts see what the channel's readers see; hosts for whose questions a team names people are none for a program. */
export function createAlertDesk({
  access,
  sight,
  looks,
  projector,
}: {
  access: Pick<Access, 'place'>;
  sight: Sight;
  looks: LastLooks;
  projector: Pick<Projector, 'nudge'>;
}): AlertDesk {
  return {
    async whyNot(channel) {
      const place = await access.place(channel);
      return place.kind === 'refused' ? place.told(slackTextsIn('en')) : undefined;
    },
    isHost: (name, channel) => sight.sees(name, everybodyIn(channel)),
    async whoHas(address, channel) {
      await looks.ready();
      for (const host of await sight.names(everybodyIn(channel))) {
        const has = looks.interfacesOf(host).find(({ addresses }) => addresses.includes(address));
        if (has) return { host, interface: has.name };
      }
      return undefined;
    },
    nudge: (triage) => projector.nudge(triage),
  };
}
