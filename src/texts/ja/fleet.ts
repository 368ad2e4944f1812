import type { FleetTexts } from '../fleet-texts.ts';

export const fleet: FleetTexts = {
  status: { stopped: '応答なし', unknown: '不明', 'nothing-found': '問題なし' },
  notShown: ({ host, interface: device, address }) =>
    `${host} の ${device}（${address}）が応答するか判断できるだけの情報がありません`,
  possibly: ({ headline }) => `可能性: ${headline}`,
  answered: ({ networks, headline }) => `${networks.join('、')} には応答します。それ以外から: ${headline}`,
};
