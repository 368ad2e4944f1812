import { maskLength } from '../forms/addresses.ts';
import { down, up } from './devices.ts';
import { routeChange } from './routes.ts';
import { doubtful, type TypedChange } from './typed-change.ts';

/** `route add|del …`, `ifconfig NAME up|down|ADDRESS`, `arp -s|-d …` (net-tools). */
export function oldToolChange([name, ...args]: readonly string[]): TypedChange | undefined {
  if (name === 'route') return routeToolChange(args);
  if (name === 'arp')
    return args.some((word) => /^-[isd]*[sd]$/.test(word)) ? doubtful([{ part: 'neighbours' }]) : undefined;
  if (name !== 'ifconfig') return undefined;
  const [device = '', ...settings] = args;
  if (settings.length === 0 || device.startsWith('-')) return undefined;
  const [only] = settings;
  const parts = ['links', 'routes', 'addresses', 'neighbours'] as const;
  if (settings.length === 1 && only === 'up') return { parts, make: (draft) => up(draft, device) };
  if (settings.length === 1 && only === 'down') return { parts, make: (draft) => down(draft, device) };
  return doubtful([
    { part: 'links', device },
    { part: 'addresses', device },
    { part: 'routes', device },
  ]);
}

/** `route add -net 10.0.0.0 netmask 255.0.0.0 gw 10.1.0.1 dev eth1` as `ip route` has it. */
function routeToolChange(args: readonly string[]): TypedChange | undefined {
  const at = args.findIndex((word) => word === 'add' || word === 'del');
  if (at < 0) return undefined;
  const words = args.slice(at + 1).filter((word) => word !== '-net' && word !== '-host');
  const value = (...names: string[]) => {
    const place = words.findIndex((word) => names.includes(word));
    return place < 0 ? undefined : words[place + 1];
  };
  const [target = ''] = words;
  const mask = value('netmask');
  const length = mask === undefined ? undefined : maskLength(mask);
  const isDefault = target === 'default' || target === '0.0.0.0';
  const destination = isDefault ? 'default' : length === undefined ? target : `${target}/${length}`;
  const [gateway, metric] = [value('gw', 'gateway'), value('metric')];
  const device =
    value('dev', 'device') ?? (/^[a-z]\S*\d$/.test(words.at(-1) ?? '') ? words.at(-1) : undefined);
  return routeChange({
    object: 'route',
    verb: args[at] ?? '',
    args: [
      destination,
      ...(gateway === undefined ? [] : ['via', gateway]),
      ...(device === undefined ? [] : ['dev', device]),
      ...(metric === undefined || metric === '0' ? [] : ['metric', metric]),
    ],
    ...(args.includes('inet6') || args.includes('-6') || args.includes('-A') ? { family: 6 as const } : {}),
    json: false,
    brief: false,
  });
}
