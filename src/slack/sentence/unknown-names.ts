import { isHostName } from '../../config/index.ts';
import { interfaceNamed } from './interface-names.ts';
import { COMMON } from './vocabulary.ts';

/** Times, amounts, versions, tickets: letters and digits that name no host. */
const NO_NAMES = [
  /^\d+(?:[.,]\d+)?(?:ms|us|ns|s|sec|secs|m|min|mins|h|hr|hrs|d|am|pm|x|k|kb|mb|gb|tb|g|bit|kbit|mbit|gbit|mbps|gbps|bps|pps|st|nd|rd|th|%)(?:ish)?$/i,
  /^\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:am|pm|z|utc|jst|cet|est|pst)?$/i,
  /^\d{2,4}-\d{1,2}(?:-\d{1,2})?(?:t[\d:.]+z?)?$/i,
  /^v?\d+(?:[._-]\d+)+(?:[-.+]?(?:rc|alpha|beta|a|b|el|fc|deb|ubuntu)[\w.-]*)?$/i,
  /^v\d+$/i,
  /^(?:[A-Z]{2,10}-\d+|[A-Z]{2,5}\d{5,})$/,
  /^#\w+$/,
  /^(?:ipv[46]|v[46]|l[1-7]|layer\d|rfc\d+|802\.1[a-z]+|[a-f0-9]{2}(?::[a-f0-9]{2}){5}|sha\d+|0x[0-9a-f]+|e2e|s2s|a2b|p1|p2|p3|sev\d|x86_64|arm64|ping6|arp6|k8s|24x7|24h|ubuntu\d*|debian\d*|rhel\d*|centos\d*)$/i,
];

/** Whether a word that is no name of the inventory has the shape of a host's name. */
export function looksLikeHost(word: string): boolean {
  if (!isHostName(word) || !/[a-z]/i.test(word)) return false;
  if (NO_NAMES.some((shape) => shape.test(word))) return false;
  // "on-call", "re-check", "e.g", "eth1..." are words of a language.
  return (
    /\d/.test(word) ||
    /_/.test(word) ||
    /^[a-z]{2,}(?:[-.][a-z]{2,}){2,}$/i.test(word) ||
    /-[a-z]$/i.test(word)
  );
}

/** Whether a word can be the name of a host at all: neither a word of the language nor an interface. */
export function looksLikeName(word: string): boolean {
  return !COMMON.has(word.toLowerCase()) && interfaceNamed(word) === undefined && !/^\d+$/.test(word);
}
