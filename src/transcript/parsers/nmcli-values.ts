import type { Address, Route } from '../../analyzer/model/index.ts';
import { familyOf, isAddress, plainAddress, prefixOf } from '../forms/addresses.ts';
import { decimal } from '../forms/text.ts';

/** `10.0.0.5/24` on a device; [] for what is no address. */
export function addressOf(dev: string, text: string): Address[] {
  const [address = '', length] = text.split('/');
  const local = plainAddress(address);
  const family = familyOf(local);
  const prefixLength = decimal(length);
  if (family === undefined || prefixLength === undefined || prefixLength > (family === 4 ? 32 : 128))
    return [];
  const scope = /^fe[89ab][0-9a-f]:/.test(local)
    ? 'link'
    : local.startsWith('127.') || local === '::1'
      ? 'host'
      : 'global';
  return [{ dev, family, local, prefixLength, scope, flags: [] }];
}

/** A route by its parts; the kernel's own tables by their names. */
export function routeOf(
  dev: string,
  parts: {
    to: string | undefined;
    via: string | undefined;
    metric: string | undefined;
    table: string | undefined;
  },
): Route | undefined {
  const via = parts.via === undefined ? undefined : plainAddress(parts.via);
  const gateway = isAddress(via) && via !== '0.0.0.0' && via !== '::' ? via : undefined;
  const six = parts.to?.includes(':') === true || gateway?.includes(':') === true;
  const any = six ? '::/0' : '0.0.0.0/0';
  const destination = parts.to === 'default' ? any : prefixOf(parts.to ?? '')?.cidr;
  if (destination === undefined) return undefined;
  const metric = decimal(parts.metric);
  const hop: Route['nextHops'][number] = { dev, flags: [] };
  if (gateway !== undefined) hop.gateway = gateway;
  const route: Route = {
    family: six ? 6 : 4,
    type: 'unicast',
    destination,
    table: parts.table ?? 'main',
    nextHops: [hop],
  };
  if (metric !== undefined) route.metric = metric;
  return route;
}
