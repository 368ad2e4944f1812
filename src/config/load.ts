import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { EXIT, RoundtripError } from '../errors.ts';
import { printable } from '../printable.ts';
import { resolveHost } from './inventory.ts';
import { type Config, ConfigFile } from './schema.ts';

/** A configuration is written by hand; more than this (bytes) is some other file. */
const SIZE_LIMIT = 1_000_000;

/**
 * Reads the configuration: `file` where given (`--config`), else `$ROUNDTRIP_CONFIG`, else `./roundtrip.yaml`.
 * Throws `config-missing` or `config-invalid` (exit status 2), naming the line where it can.
 */
export function loadConfig(options: { file?: string | undefined } = {}): Config {
  const file = resolve(expandHome(options.file ?? (process.env.ROUNDTRIP_CONFIG || 'roundtrip.yaml')));
  return parseConfig(readConfigText(file), file);
}

/** The configuration from its text; `file` (absolute) is what relative paths are relative to. */
export function parseConfig(text: string, file: string): Config {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) {
    const { line, col } = lineCounter.linePos(syntaxError.pos[0]);
    throw invalid(`${file}:${line}:${col}: not valid YAML: ${syntaxError.message}`);
  }
  const lineOf = (path: readonly PropertyKey[]): number | undefined => {
    const node: unknown = document.getIn(path, true);
    const start = rangeStart(node);
    return start === undefined ? undefined : lineCounter.linePos(start).line;
  };
  const parsed = ConfigFile.safeParse(withoutEmpty(toValue(document, file)));
  if (!parsed.success) throw invalid(describeIssues(parsed.error, file, lineOf));

  const config = withAbsolutePaths(parsed.data, file);
  // An inventory may list them later.
  if (config.inventory.command.length === 0) checkProbers(config);
  return config;
}

function readConfigText(file: string): string {
  if (!existsSync(file)) {
    throw new RoundtripError(
      'config-missing',
      `There is no configuration file ${printable(file, 200)}.`,
      'Name one with --config FILE or $ROUNDTRIP_CONFIG, or write a first one with "roundtrip init".',
      { exitStatus: EXIT.usage },
    );
  }
  try {
    if (statSync(file).isDirectory()) throw new Error('it is a directory: name the file in it');
    if (statSync(file).size > SIZE_LIMIT) throw new Error('it is larger than 1 MB');
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(`${file} cannot be read: ${reason}`, error);
  }
}

function toValue(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    throw invalid(`${file}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

/** A key with nothing after it (`server-b:`) means the same as `{}` for a host, and "the default" elsewhere. */
function withoutEmpty(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([, section]) => section !== null);
  return Object.fromEntries(
    entries.map(([key, section]) => {
      if (!isRecord(section)) return [key, section];
      const inner = Object.entries(section);
      if (key === 'hosts') return [key, Object.fromEntries(inner.map(([name, host]) => [name, host ?? {}]))];
      return [key, withoutEmpty(section)];
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function rangeStart(node: unknown): number | undefined {
  if (!isRecord(node)) return undefined;
  const range = node.range;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}

function describeIssues(
  error: z.ZodError,
  file: string,
  lineOf: (path: readonly PropertyKey[]) => number | undefined,
): string {
  const told = error.issues.slice(0, 3).map((issue) => {
    const line = lineOf(issue.path);
    const where = issue.path.map((part) => printable(String(part), 40)).join('.');
    const key = where === '' ? '' : `${where}: `;
    return `${line === undefined ? '' : `line ${line}: `}${key}${keyIssue(issue) ?? issue.message}`;
  });
  const more = error.issues.length - told.length;
  return `${file}: ${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

/** What is wrong with a key of a record (a host's name) stands one level deeper in zod's issue. */
function keyIssue(issue: z.core.$ZodIssue): string | undefined {
  return issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
}

/** A path as the configuration has it: `~` is the home directory, and what is relative is relative to its file. */
export function absolutePath({ directory }: Pick<Config, 'directory'>, path: string): string {
  return resolve(directory, expandHome(path));
}

function withAbsolutePaths(config: ConfigFile, file: string): Config {
  const directory = dirname(file);
  const absolute = (path: string) => resolve(directory, expandHome(path));
  return {
    ...config,
    ssh: { ...config.ssh, config: absolute(config.ssh.config) },
    audit: {
      ...config.audit,
      signingKeyFile: absolute(config.audit.signingKeyFile),
      anchorFile: absolute(config.audit.anchorFile),
      formerKeyFiles: config.audit.formerKeyFiles.map(absolute),
    },
    file,
    directory,
    dataDirectory: absolute(config.store.directory),
  };
}

function expandHome(path: string): string {
  if (path === '~') return homedir();
  return path.startsWith('~/') ? resolve(homedir(), path.slice(2)) : path;
}

function checkProbers(config: Config): void {
  if (config.probe.from !== undefined) checkProbe(config, 'probe.from', config.probe.from);
  for (const [group, { probeFrom = [] }] of Object.entries(config.access.groups))
    for (const host of probeFrom) checkProbe(config, `access.groups.${group}.probeFrom`, host);
}

function checkProbe(config: Config, key: string, from: string): void {
  try {
    resolveHost(config, from);
  } catch (error) {
    throw invalid(`${config.file}: ${printable(key, 80)}: ${from} is not one of the hosts`, error);
  }
}

function invalid(message: string, cause?: unknown): RoundtripError {
  return new RoundtripError(
    'config-invalid',
    message,
    'Correct the file; "roundtrip config schema" prints what it may contain.',
    { exitStatus: EXIT.usage, ...(cause === undefined ? {} : { cause }) },
  );
}
