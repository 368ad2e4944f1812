import type { Button } from '@slack/types';
import type { Diagnosis, Remedy } from '../../analyzer/model/index.ts';
import { type SlackTexts, slackTextsIn } from '../../texts/index.ts';
import type { TriageState } from '../../triage/index.ts';
import { ACTION, writePress } from '../press.ts';
import { button } from './blocks.ts';
import type { Surroundings } from './surroundings.ts';
import { code, line } from './text.ts';

type Speech = Pick<Surroundings, 'language'>;
type Gateway = NonNullable<Remedy['gateway']>;

/** The gateways that a remedy's plan rests on, each with its evidence. */
export function gatewayLines(remedy: Pick<Remedy, 'gateway' | 'alongside'>, around: Speech): string[] {
  return [
    ...(remedy.gateway ? [gatewayLine(remedy.gateway, around)] : []),
    ...(remedy.alongside?.slice(0, 10) ?? []).flatMap(({ interface: name, gateway }) =>
      gateway ? [`${code(name, 20)}: ${gatewayLine(gateway, around)}`] : [],
    ),
  ];
}

/** One gateway with its evidence; with a warning where a person has to check it. */
export function gatewayLine(gateway: Gateway, { language }: Speech): string {
  const say = slackTextsIn(language).remedies;
  const sources = gateway.sources.slice(0, 3).map((source) => line(source, 100));
  const address = code(gateway.address, 60);
  const told = gateway.assumed ? say.gatewayAssumed({ address, sources }) : say.gateway({ address, sources });
  if (!gateway.outside) return told;
  const networks = gateway.outside.slice(0, 5).map((network) => line(network, 50));
  const outside = say.gatewayOutside({ address, networks });
  return gateway.assumed ? `${told} ${outside}` : outside;
}

/** What has to be checked of a gateway, said unfolded since it decides; its evidence is folded, with all else that the plan rests on. */
export function unfoldedGateway({ gateway }: Remedy, around: Speech): string[] {
  const isDoubtful = gateway?.assumed || gateway?.outside !== undefined;
  return gateway && isDoubtful ? [gatewayLine({ ...gateway, sources: [] }, around)] : [];
}

/** What to check before somebody agrees, the gateways first, then what the remedy depends on; plain text. */
export function thingToCheck(remedy: Remedy | undefined, say: SlackTexts['remedies']): string {
  const depends = remedy?.outcome === 'depends' && remedy.on ? say.confirmDepends({ on: remedy.on }) : '';
  return `${gatewayCheck(remedy, say)}${depends}`;
}

/** Gateways that are assumed, or outside of the interface's networks. */
function gatewayCheck(remedy: Remedy | undefined, say: SlackTexts['remedies']): string {
  const all = [remedy?.gateway, ...(remedy?.alongside ?? []).map(({ gateway }) => gateway)];
  const assumed = all.flatMap((gateway) => (gateway?.assumed ? gateway.address : []));
  const outside = all.flatMap((gateway) => (gateway?.outside && !gateway.assumed ? gateway.address : []));
  return [
    assumed.length === 0 ? '' : say.confirmGateway({ gateways: assumed }),
    outside.length === 0 ? '' : say.confirmOutside({ gateways: outside }),
  ].join('');
}

/** "Another gateway": for a plan that rests on one, and for one that was named and refused. */
export function anotherGatewayButtons(
  state: TriageState,
  { remedies }: Diagnosis,
  { changes, language }: Pick<Surroundings, 'changes' | 'language'>,
): Button[] {
  const index = remedies.findIndex(
    (one) => one.gateway && !one.asks && (isWorkable(one) || isNamedInVain(one, state)),
  );
  const remedy = remedies[index];
  if (!remedy || changes !== 'allowed') return [];
  return [
    button({
      action: `${ACTION.nameGateway}:${index + 1}`,
      text: slackTextsIn(language).remedies.anotherGateway,
      value: writePress({ triage: state.id, remedy: remedy.id }),
    }),
  ];
}

function isWorkable({ plan, refused, outcome }: Remedy): boolean {
  return plan !== undefined && refused === undefined && outcome !== 'does-not-repair';
}

/** There is no plan with the gateway that somebody named. */
function isNamedInVain({ gateway, plan }: Remedy, { request }: Pick<TriageState, 'request'>): boolean {
  return gateway !== undefined && gateway.address === request.gateway && plan === undefined;
}

/** Why the gateway that somebody named cannot be used; undefined where it can, or nobody named one. */
export function whyGatewayRefused(state: Pick<TriageState, 'request' | 'diagnosis'>): string | undefined {
  return state.diagnosis?.remedies.find((one) => isNamedInVain(one, state))?.because;
}
