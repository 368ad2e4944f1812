import type { DiagnoseInput } from '../../analyzer/index.ts';
import { flowFor } from '../../analyzer/index.ts';
import type { Diagnosed, Flow } from '../../analyzer/model/index.ts';
import type { Analyze, Settings, Watch, Watched } from '../ports.ts';
import type { TriageState } from '../state.ts';

/** What a look needs to know of a triage: the question, and what an earlier look found. */
export type Asked = Pick<TriageState, 'request' | 'diagnosis'>;

/** Where nobody sends and no packets are captured, nothing is waited for. */
const STATE_SECONDS = 1;

/** What is to be watched for a triage: a probe where a host can send one, else what a person sends within so many seconds. */
export function watchOf(state: Asked, settings: Settings, seconds?: number): Watch {
  const { request, diagnosis } = state;
  const to = request.to ?? (diagnosis?.flow.to || undefined);
  const { capture } = settings;
  const stateOnly = request.lookOnly ?? settings.stateOnly?.(request.host) ?? false;
  const usual = hasProber(state) ? capture.seconds : stateOnly ? STATE_SECONDS : capture.wait;
  const wait = seconds ?? request.waitSeconds ?? usual;
  return {
    host: request.host,
    interface: request.interface,
    protocol: request.protocol,
    seconds: wait,
    packets: settings.capture.packets,
    ...(stateOnly ? { stateOnly } : {}),
    ...(request.from?.kind === 'host' ? { probeFrom: request.from.host } : {}),
    ...(request.from?.kind === 'address' ? { fromAddress: request.from.address } : {}),
    ...(to === undefined ? {} : { to }),
    ...(request.port === undefined ? {} : { port: request.port }),
    ...(request.gateway === undefined ? {} : { gateway: request.gateway }),
  };
}

/** Whether a host of the inventory sends the probe. */
export function hasProber(state: Asked): boolean {
  return state.request.from?.kind === 'host';
}

/**
 * The diagnosis of what was watched. `probing`: whether a probe was sent while the capture listened; `alongside`: what was
 * seen of other interfaces that are to be repaired in the same change.
 */
export function analyzeWatched(
  analyze: Analyze,
  state: Asked,
  watched: Watched,
  probing: boolean,
  alongside: NonNullable<DiagnoseInput['alongside']>[number][] = [],
): Diagnosed {
  const { request } = state;
  const peerName = request.from?.kind === 'host' ? request.from.host : undefined;
  return analyze({
    host: request.host,
    flow: flowOf(state, watched),
    observation: watched.observation,
    probeExpected: probing,
    ...(watched.peer ? { peer: watched.peer } : {}),
    ...(peerName === undefined ? {} : { peerName }),
    ...(request.gateway === undefined ? {} : { gateway: request.gateway }),
    ...gatewayBefore(state),
    ...(alongside.length === 0 ? {} : { alongside }),
  });
}

/** The gateway of the earlier diagnosis: where nobody sends, a later look has no packets to find it by. */
function gatewayBefore({ diagnosis }: Asked): { gatewayBefore?: string } {
  const found = diagnosis?.remedies.flatMap(({ gateway }) => gateway?.address ?? [])[0];
  return found === undefined ? {} : { gatewayBefore: found };
}

/** The flow of the earlier diagnosis is kept: a later look without packets must not ask about another one. */
export function flowOf(state: Asked, watched: Pick<Watched, 'observation' | 'from' | 'to'>): Flow {
  const { request, diagnosis } = state;
  const expected = request.from?.kind === 'address' ? request.from.address : undefined;
  const from = watched.from ?? expected ?? (request.from ? undefined : diagnosis?.flow.from);
  const to = watched.to ?? request.to ?? diagnosis?.flow.to;
  const question = {
    interface: request.interface,
    protocol: request.protocol,
    ...(from === undefined ? {} : { from }),
    ...(to ? { to } : {}),
    ...(request.port === undefined ? {} : { port: request.port }),
  };
  return flowFor(watched.observation, question);
}
