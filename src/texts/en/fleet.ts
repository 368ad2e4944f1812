import type { FleetTexts } from '../fleet-texts.ts';
import { listOf } from './words.ts';

export const fleet: FleetTexts = {
  status: { stopped: 'stopped', unknown: 'unknown', 'nothing-found': 'nothing found' },
  notShown: ({ host, interface: device, address }) =>
    `Not enough was shown of ${host} to say whether ${address} on ${device} is answered`,
  possibly: ({ headline }) => `Possibly: ${headline}`,
  answered: ({ networks, headline }) => `${listOf(networks)} gets answers; from elsewhere: ${headline}`,
};
