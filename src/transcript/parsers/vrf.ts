import type { Link } from '../../analyzer/model/index.ts';
import { type JsonRecord, text } from '../forms/json.ts';
import { wordsOf } from '../forms/text.ts';
import type { Reading } from './reading.ts';

const HEADING = /^\s*Name\s+Table\s*$/;
const ROW = /^\s*([\w.@-]{1,15})\s+(\d{1,10})\s*$/;

/** Whether the line heads the listing of `ip vrf`. */
export function isVrfHeading(line: string): boolean {
  return HEADING.test(line.slice(0, 200));
}

/** Whether the line is a row of the listing, or the rule under its heading. */
export function isVrfRow(line: string): boolean {
  return ROW.test(line.slice(0, 200)) || /^\s*-{5,80}\s*$/.test(line.slice(0, 200));
}

/** `ip vrf show`: the VRFs and their tables. */
export function parseVrfs(lines: readonly string[]): Reading<Link> {
  const found: Link[] = [];
  const unread: string[] = [];
  for (const line of lines) {
    const row = ROW.exec(line.slice(0, 200));
    if (isVrfHeading(line) || line.trim() === '' || /^\s*-+\s*$/.test(line)) continue;
    if (row?.[1] !== undefined && row[2] !== undefined) found.push(vrfLink(row[1], row[2]));
    else if (!/^No VRF/.test(line.trim())) unread.push(line);
  }
  return { found, unread };
}

/** `ip -j vrf show`. */
export function readVrfsJson(items: readonly JsonRecord[]): Reading<Link> {
  const found: Link[] = [];
  const unread: string[] = [];
  for (const item of items) {
    const [name, table] = [text(item['name']), text(item['table'])];
    if (name === undefined || table === undefined || wordsOf(name).length !== 1)
      unread.push(JSON.stringify(item));
    else found.push(vrfLink(name, table));
  }
  return { found, unread };
}

/** The listing tells nothing of flags and state. */
function vrfLink(name: string, vrfTable: string): Link {
  return { name, kind: 'vrf', vrfTable, flags: [] };
}
