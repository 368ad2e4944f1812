import { existsSync } from 'node:fs';
import type { Diagnosed, Diagnosis } from '../analyzer/model/index.ts';
import { type Config, loadConfigWithInventory, loadSecrets } from '../config/index.ts';
import { RoundtripError } from '../errors.ts';
import { createHosts } from '../host/index.ts';
import { createLogger } from '../log.ts';
import { printable } from '../printable.ts';
import { failureIn, failureOf } from '../texts/failures/index.ts';
import { type ProgressMessage, tell, tellDiagnosis } from '../texts/index.ts';
import {
  type HostRules,
  lookOnce,
  newTriageId,
  type TriageRequest,
  type TriageState,
  unfinishedOn,
} from '../triage/index.ts';
import { isInterfaceGone } from './change-end.ts';
import { cliActor } from './cli-actor.ts';
import type { FlowWish } from './flow-options.ts';
import { tellAside } from './screen.ts';
import { analyzeBy, requestFrom, settingsFrom } from './settings.ts';
import { language, speakAs } from './speech.ts';
import { createStopwatch, type Stopwatch } from './stopwatch.ts';

export type DiagnoseNow = {
  configFile: string | undefined;
  host: string;
  iface: string;
  wish: FlowWish;
  onProgress?: (text: string) => void;
  onEarly?: (diagnosis: Diagnosis) => void;
};

/** Looks at the host now; recorded (then with its id) where DATABASE_URL is set or a store already runs. */
export async function diagnoseNow(question: DiagnoseNow): Promise<{
  diagnosis: Diagnosis;
  /** The same in codes and parameters. */
  found: Diagnosed;
  interfaceIsGone: boolean;
  rules: HostRules;
  stopwatch: Stopwatch;
  /** Neither where no store runs. */
  triage?: string;
  notRecorded?: NotRecorded;
  /** Changes of this host that the trail knows neither as confirmed nor as undone. */
  unfinished: readonly TriageState[];
}> {
  const { configFile, host, iface, wish, onEarly, onProgress } = question;
  const stopwatch = createStopwatch();
  const config = await stopwatch.time('config', () =>
    loadConfigWithInventory({ file: configFile }, tellAside),
  );
  speakAs(config.language);
  const settings = settingsFrom(config);
  const request = requestFrom(host, iface, wish, settings);
  const analyze = stopwatch.timed(
    'analyze',
    analyzeBy(() => config),
  );
  const parts = { hosts: stopwatch.timedHosts(createHosts(config)), analyze, settings };
  const isAwaited = request.from?.kind !== 'host' && onEarly !== undefined;
  const { diagnosis: found, watched } = await lookOnce(parts, request, {
    ...(onProgress ? { onProgress: (said: ProgressMessage) => onProgress(tell(said, language())) } : {}),
    ...(isAwaited ? { onEarly: (early: Diagnosed) => onEarly(tellDiagnosis(early, language())) } : {}),
  });
  const diagnosis = tellDiagnosis(found, language());
  const recorded = await stopwatch
    .time('record', () => recordLook(config, request, found, watched.transcripts))
    .catch(notRecorded);
  const interfaceIsGone = isInterfaceGone(found.told);
  const rules = settings.rulesFor(host);
  return {
    ...{ diagnosis, found, interfaceIsGone, rules, stopwatch },
    ...{ unfinished: [], ...recorded },
  };
}

/** Why a verdict was not recorded, and what to do about it. */
export type NotRecorded = { code: string; message: string; nextStep: string };

/** A diagnosis needs no store: where the trail cannot be written, that is said beside it. */
function notRecorded(error: unknown): { notRecorded: NotRecorded } {
  if (!(error instanceof RoundtripError)) throw error;
  const { code } = error;
  const { message, nextStep } = failureIn(language(), failureOf(error));
  return { notRecorded: { code, message: printable(message, 400), nextStep: printable(nextStep, 400) } };
}

async function recordLook(
  config: Config,
  request: TriageRequest,
  diagnosis: Diagnosed,
  transcripts: { host: string; text: string }[],
): Promise<{ triage?: string; unfinished?: readonly TriageState[] }> {
  const { databaseUrl } = loadSecrets();
  // Without its directory no store runs, and to ask it would cost more than the whole diagnosis.
  if (databaseUrl === undefined && !existsSync(config.dataDirectory)) return {};
  const { openStore, storeIsRunning } = await import('../store/index.ts');
  if (databaseUrl === undefined && !(await storeIsRunning(config.dataDirectory))) return {};
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
    return { triage, unfinished: await unfinishedOn(store.events, request.host, triage) };
  } finally {
    await store.close();
  }
}
