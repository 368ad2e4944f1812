import type { Diagnosed, Diagnosis } from '../analyzer/model/index.ts';
import { type Config, loadConfigWithInventory, loadSecrets } from '../config/index.ts';
import { RoundtripError } from '../errors.ts';
import { createHosts } from '../host/index.ts';
import { createLogger } from '../log.ts';
import { printable } from '../printable.ts';
import { tell as inWords, type Language, type ProgressMessage, tellDiagnosis } from '../texts/index.ts';
import { lookOnce, newTriageId, type TriageRequest } from '../triage/index.ts';
import { cliActor } from './cli-actor.ts';
import type { FlowWish } from './flow-options.ts';
import { analyzeBy, requestFrom, settingsFrom } from './settings.ts';

export type DiagnoseNow = {
  configFile: string | undefined;
  host: string;
  iface: string;
  wish: FlowWish;
  /** Of the sentences; without, what the configuration says. */
  language?: Language;
  onProgress?: (text: string) => void;
  onEarly?: (diagnosis: Diagnosis) => void;
};

/** Looks at the host now; recorded (then with its id) where DATABASE_URL is set or a store already runs. */
export async function diagnoseNow(question: DiagnoseNow): Promise<{
  diagnosis: Diagnosis;
  /** The same in codes and parameters. */
  found: Diagnosed;
  language: Language;
  interfaceIsGone: boolean;
  observedOnly: boolean;
  triage?: string;
}> {
  const { configFile, host, iface, wish, language: wanted, ...callbacks } = question;
  const config = await loadConfigWithInventory({ file: configFile }, tell);
  const language = wanted ?? languageOf(config);
  const settings = settingsFrom(config);
  const request = requestFrom(host, iface, wish, settings);
  const parts = { hosts: createHosts(config), analyze: analyzeBy(() => config), settings };
  const { onEarly, onProgress } = callbacks;
  const waiting =
    request.from?.kind === 'host'
      ? {}
      : onEarly
        ? { onEarly: (early: Diagnosed) => onEarly(tellDiagnosis(early, language)) }
        : {};
  const progress = onProgress
    ? { onProgress: (said: ProgressMessage) => onProgress(inWords(said, language)) }
    : {};
  const { diagnosis: found, watched } = await lookOnce(parts, request, { ...progress, ...waiting });
  const diagnosis = tellDiagnosis(found, language);
  const triage = await recordLook(config, request, found, watched.transcripts).catch(notRecorded);
  const { told } = found;
  const interfaceIsGone = told.cause === 'interface-down' && told.facts.why === 'gone';
  const observedOnly = !settings.rulesFor(host).apply;
  return {
    ...{ diagnosis, found, language, interfaceIsGone, observedOnly },
    ...(triage === undefined ? {} : { triage }),
  };
}

/** The language of a terminal: what the configuration says; English where it is the asker's, which only Slack knows. */
function languageOf({ language }: Config): Language {
  return language === 'asker' ? 'en' : language;
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** A diagnosis needs no store: where the trail cannot be written, that is said beside it. */
function notRecorded(error: unknown): undefined {
  if (!(error instanceof RoundtripError)) throw error;
  process.stderr.write(`Not recorded: ${printable(error.message, 300)}\n`);
  return undefined;
}

async function recordLook(
  config: Config,
  request: TriageRequest,
  diagnosis: Diagnosed,
  transcripts: { host: string; text: string }[],
): Promise<string | undefined> {
  const { databaseUrl } = loadSecrets();
  const { openStore, storeIsRunning } = await import('../store/index.ts');
  if (databaseUrl === undefined && !(await storeIsRunning(config.dataDirectory))) return undefined;
  const log = createLogger();
  const store = await openStore({
    databaseUrl,
    dataDirectory: config.dataDirectory,
    audit: config.audit,
    onError: (error) => log.warn({ err: error }, 'store'),
  });
  try {
    const triage = newTriageId();
    await store.events.append(triage, 0, [
      { kind: 'requested', by: cliActor(), origin: { kind: 'cli' }, request },
      { kind: 'diagnosed', diagnosis, final: true, transcripts },
    ]);
    return triage;
  } finally {
    await store.close();
  }
}
