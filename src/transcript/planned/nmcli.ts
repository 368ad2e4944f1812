import type { PlannedChange, ProfileSetting } from '../../analyzer/model/index.ts';
import { notUnderstood } from './words.ts';

const OPTIONS_WITH_VALUE = /^(?:-[wfmeg]|--(?:wait|fields|mode|escape|get-values|colors))$/;

/** What an `nmcli` command would change; undefined where it only shows something. */
export function nmcliLine(argv: readonly string[]): PlannedChange | undefined {
  const words = withoutOptions(argv.slice(1));
  const [object = '', verb = 'show', ...rest] = words;
  const isDevice = object !== '' && 'device'.startsWith(object);
  if (!isDevice && !(object !== '' && 'connection'.startsWith(object)))
    return generalLine(object, verb, rest);
  if (/^(?:s|sh|show|status|monitor|wifi|lldp|export|reload|load)$/.test(verb)) return undefined;
  const named = rest.filter((word, at) => at > 0 || !/^(?:id|uuid|path|ifname)$/.test(word));
  const [name] = named;
  if (name === undefined) return notUnderstood();
  if (isAbbreviation(verb, 'modify', 1)) {
    const settings = settingsIn(named.slice(1));
    return settings === undefined
      ? notUnderstood(isDevice ? { device: name } : {})
      : { kind: 'profile', name, of: isDevice ? 'device' : 'connection', settings };
  }
  if (!isDevice && isAbbreviation(verb, 'up', 1)) return { kind: 'activate', name, of: 'connection' };
  if (!isDevice && isAbbreviation(verb, 'down', 2)) return { kind: 'deactivate', name, of: 'connection' };
  if (isDevice && isAbbreviation(verb, 'reapply', 1)) return { kind: 'activate', name, of: 'device' };
  if (isDevice && isAbbreviation(verb, 'connect', 1)) return { kind: 'activate', name, of: 'device' };
  if (isDevice && isAbbreviation(verb, 'disconnect', 1)) return { kind: 'deactivate', name, of: 'device' };
  return notUnderstood();
}

function isAbbreviation(word: string, of: string, least: number): boolean {
  return word.length >= least && of.startsWith(word);
}

function withoutOptions(words: readonly string[]): string[] {
  const [first = ''] = words;
  if (!first.startsWith('-')) return [...words];
  return withoutOptions(words.slice(OPTIONS_WITH_VALUE.test(first) ? 2 : 1));
}

/** `nmcli networking off` takes everything down; the rest shows something or has nothing to do with addresses. */
function generalLine(object: string, verb: string, rest: readonly string[]): PlannedChange | undefined {
  const isNetworking = object !== '' && 'networking'.startsWith(object);
  return isNetworking && /^(?:off|on)$/.test([verb, ...rest].join(' ')) ? notUnderstood() : undefined;
}

/** `PROPERTY VALUE`, `+PROPERTY VALUE`, `-PROPERTY VALUE` …; undefined where one has no value. */
function settingsIn(words: readonly string[]): ProfileSetting[] | undefined {
  const settings: ProfileSetting[] = [];
  for (let at = 0; at < words.length; at += 2) {
    const [, sign, property] = /^([+-]?)([\w.-]+)$/.exec(words[at] ?? '') ?? [];
    const value = words[at + 1];
    if (property === undefined || value === undefined) return undefined;
    settings.push({
      property: inFull(property),
      how: sign === '+' ? 'add' : sign === '-' ? 'remove' : 'set',
      value,
    });
  }
  return settings;
}

/** Names that nmcli takes for others. */
function inFull(property: string): string {
  const aliases: Readonly<Record<string, string>> = {
    ip4: 'ipv4.addresses',
    gw4: 'ipv4.gateway',
    ip6: 'ipv6.addresses',
    gw6: 'ipv6.gateway',
  };
  const name = Object.hasOwn(aliases, property) ? (aliases[property] ?? property) : property;
  return name
    .replace(/^ipv([46])\.address$/, 'ipv$1.addresses')
    .replace(/^ipv([46])\.route$/, 'ipv$1.routes');
}
