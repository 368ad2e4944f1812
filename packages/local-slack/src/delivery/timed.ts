import { setTimeout as delay } from 'node:timers/promises';
import type { Delivery, Envelope, Transport } from './transport.ts';

/** How long the way from the workspace to the app takes, in milliseconds; it can be changed at any time. */
export interface Latency {
  deliveryMs: number;
}

/** The same transport with that latency; how long each delivery took behind it is reported. */
export function timed(
  transport: Transport,
  latency: Latency,
  onDelivery: (type: Envelope['type'], outcome: Delivery['outcome'], milliseconds: number) => void,
): Transport {
  return {
    async send(envelope) {
      if (latency.deliveryMs > 0) await delay(latency.deliveryMs);
      const begun = performance.now();
      const delivery = await transport.send(envelope);
      onDelivery(envelope.type, delivery.outcome, performance.now() - begun);
      return delivery;
    },
    onReachable: (listener) => transport.onReachable(listener),
    close: () => transport.close(),
  };
}
