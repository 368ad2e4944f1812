import type { FileContents } from '../parsers/file-contents.ts';
import { parseSysctls } from '../parsers/sysctl.ts';
import { type Configuration, placeOf } from './entry.ts';

/** sysctl.conf and the files of sysctl.d (sysctl.d(5)): what is to be set, patterns as written. */
export function readSysctlConf(file: FileContents): Configuration {
  const intent = file.lines.flatMap((line, index) => {
    if (/^\s*[#;]/.test(line)) return [];
    const written = line.replace(/^\s*-/, '').replace(/\s[#;].*$/, '');
    const [[key, value] = []] = Object.entries(parseSysctls([written]).values);
    const pattern = /^\s*(net(?:[./][\w*@:+-]{1,64}){1,9})\s*=\s*(\S.{0,200}?)\s*$/.exec(written);
    const place = placeOf(file, index);
    if (key !== undefined && value !== undefined) return [{ kind: 'sysctl' as const, key, value, ...place }];
    if (!pattern) return [];
    return [
      {
        kind: 'sysctl' as const,
        key: (pattern[1] ?? '').replaceAll('/', '.'),
        value: pattern[2] ?? '',
        ...place,
      },
    ];
  });
  return { owner: 'sysctl', devices: [], intent };
}
