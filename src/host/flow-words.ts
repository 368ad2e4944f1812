import type { Watch } from '../triage/index.ts';

/** The asked host's run as the host's program takes it. */
export function observeWords(watch: Watch): string[] {
  const { interface: name, to, fromAddress, gateway, probeFrom } = watch;
  return [
    ...['observe', name],
    ...(to === undefined ? [] : ['to', to]),
    ...(fromAddress === undefined ? [] : ['from', fromAddress]),
    ...(gateway === undefined ? [] : ['gateway', gateway]),
    ...flowWords(watch),
    ...(probeFrom === undefined ? [] : ['prober']),
  ];
}

/** The sender's run: its own address is the one that its routes choose. */
export function probeWords(watch: Watch, to: string): string[] {
  return ['probe', to, ...flowWords(watch)];
}

function flowWords({ protocol, port, seconds, packets, stateOnly }: Watch): string[] {
  return [
    ...['proto', protocol],
    ...(port === undefined ? [] : ['port', String(port)]),
    ...['seconds', String(Math.ceil(seconds)), 'packets', String(packets)],
    ...(stateOnly ? ['unwatched'] : []),
  ];
}
