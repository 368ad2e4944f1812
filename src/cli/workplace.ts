import { setTimeout as delay } from 'node:timers/promises';
import {
  type Config,
  type InventoryProgram,
  loadConfig,
  loadLiveConfig,
  loadSecrets,
  openInventory,
  problemsOf,
  type Secrets,
} from '../config/index.ts';
import { createHosts } from '../host/index.ts';
import { createLogger } from '../log.ts';
import { createRightOfWay, type RightOfWay } from '../right-of-way.ts';
import { openStore, type Store } from '../store/index.ts';
import type { Telemetry } from '../telemetry/index.ts';
import {
  createTriages,
  type Directory,
  type HostChange,
  type Hosts,
  type Surveyor,
  startWorker,
  type TriageId,
  type TriageState,
  type Triages,
} from '../triage/index.ts';
import { cliActor } from './cli-actor.ts';
import { headCopies } from './head-copies.ts';
import { createOpened, type Opened } from './opened.ts';
import { analyzeBy, settingsFrom } from './settings.ts';
import { say, speakAs } from './speech.ts';

type Log = ReturnType<typeof createLogger>;

/** The parts of the program put together: the store, the workflow's commands, and a worker where it is started. */
export type Workplace = {
  config: Config;
  secrets: Secrets;
  log: Log;
  store: Store;
  triages: Triages;
  hosts: Hosts & Surveyor;
  /** What people wait for goes before the worker's jobs. */
  rightOfWay: RightOfWay;
  telemetry: Telemetry | undefined;
  /**
   * Begins to take jobs; called once. Where a triage is named, only its jobs, and those that an earlier command of the
   * same person left half done: what others have approved is for the bot. On a host only what is named is begun, and only for that
   * triage; what was begun is settled.
   */
  startWorking(own?: OwnWork): Promise<void>;
  /** Has the configuration read again. */
  reload(): void;
  /** Waits for the work under way, and ends. */
  close(): Promise<void>;
};

/** What a command does: of which triage, and what it begins on the host. */
type OwnWork = { triage: TriageId; begins: readonly HostChange[] };

export type WorkplaceOptions = {
  configFile: string | undefined;
  level: 'info' | 'warn';
  /** Who is in a user group; a command line asks nobody, and so does what has no way to ask. */
  directory?: (secrets: Secrets, log: Log) => Directory | undefined;
  onProgress?: (text: string) => void;
  /** Told what goes wrong beside the work; what it does not tell a person (false) is logged. */
  onTrouble?: (error: Error) => boolean;
  /** A database that does not answer yet is waited for, until the signal aborts. */
  waiting?: AbortSignal;
  /** How the process tells what it does; begun once the configuration is known. */
  telemetry?: (config: Config, log: Log) => Promise<Telemetry>;
};

/** Jobs under way are waited for half a minute (ms). */
const CLOSE_WITHIN = 40_000;

/** Nobody is in a group that cannot be asked about. */
const NO_DIRECTORY: Directory = { groupMembers: async () => undefined };

/** Reads the configuration and opens the store (started where it does not run). What was opened is closed again where the rest fails. */
export async function openWorkplace(options: WorkplaceOptions): Promise<Workplace> {
  const opened = createOpened();
  try {
    return await assemble(options, opened);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function assemble(options: WorkplaceOptions, opened: Opened): Promise<Workplace> {
  const log = createLogger(options.level);
  const inventory = openInventory(loadConfig({ file: options.configFile }));
  const onReload = (outcome: { config: Config } | { error: unknown }): void => {
    if ('config' in outcome) log.info({ file: outcome.config.file }, 'the configuration was read again');
    else
      log.error({ err: outcome.error }, 'the configuration cannot be read: nothing is approved or applied');
  };
  const live = loadLiveConfig({ file: options.configFile }, onReload, inventory.extend);
  // A bot answers with what is known meanwhile; a command that runs once waits, within the program's limit.
  opened.add(await keepInventory(inventory, live.config, log, options.waiting !== undefined));
  const { config } = live;
  speakAs(config.language);
  const secrets = loadSecrets();
  const telemetry = await options.telemetry?.(config, log);
  opened.add(() => telemetry?.stop());
  const settings = settingsFrom(config, live.current);
  const directory = options.directory?.(secrets, log) ?? NO_DIRECTORY;
  const onSigned = headCopies(config, log);
  const storeAlone = await openStore({
    databaseUrl: secrets.databaseUrl,
    dataDirectory: config.dataDirectory,
    audit: config.audit,
    ...(onSigned ? { onSigned } : {}),
    onProgress: (work) => options.onProgress?.(say().setup.storeWork[work]),
    ...(options.waiting ? { waiting: { signal: options.waiting, onWaiting: (text) => log.warn(text) } } : {}),
    onError(error) {
      if (!options.onTrouble?.(error)) log.warn({ err: error }, 'store');
    },
  });
  const store = { ...storeAlone, events: telemetry?.events(storeAlone.events) ?? storeAlone.events };
  opened.add(() => store.close());
  telemetry?.followStore(store);
  const triages = createTriages({ events: store.events, directory, settings });
  const reached = createHosts(config);
  const hosts = telemetry?.hosts(reached) ?? reached;
  const analyzed = analyzeBy(live.current);
  const rightOfWay = createRightOfWay();
  return {
    config,
    secrets,
    log,
    store,
    triages,
    hosts,
    rightOfWay,
    telemetry,
    async startWorking(own) {
      const { events, queue, leases } = store;
      const onError = (error: unknown): void => {
        if (error instanceof Error && options.onTrouble?.(error)) return;
        log.error({ err: error }, 'worker');
      };
      const ports = {
        events,
        queue,
        leases,
        hosts,
        // A command works on what is its own: scans are for the bots.
        ...(own === undefined ? { surveyor: hosts } : {}),
        analyze: telemetry?.analyze(analyzed) ?? analyzed,
        settings,
        directory,
        rightOfWay,
        onError,
      };
      const told = new Set<TriageId>();
      const takes =
        (mine: TriageId) =>
        (state: TriageState): boolean => {
          const isTaken = isOurs(state, mine);
          if (isTaken && state.id !== mine && !told.has(state.id)) {
            told.add(state.id);
            options.onProgress?.(
              say().following.finishesEarlier({ triage: state.id, host: state.request.host }),
            );
          }
          return isTaken;
        };
      const limits = own && {
        takes: takes(own.triage),
        begins: (change: HostChange, { id }: TriageState) => id === own.triage && own.begins.includes(change),
      };
      opened.add(await startWorker(ports, limits));
    },
    reload: live.reload,
    async close() {
      const closed = opened.close().then(() => true);
      if (await Promise.race([closed, delay(CLOSE_WITHIN, false, { ref: false })])) return;
      // A store that is away is not waited for: what was begun is taken up by the next process.
      setTimeout(() => process.exit(), 1000);
    },
  };
}

/** Has the inventory's program run whenever its listing has become old. @returns how to end that */
async function keepInventory(
  inventory: InventoryProgram,
  config: Config,
  log: Log,
  inBackground: boolean,
): Promise<() => void> {
  if (config.inventory.command.length === 0) return () => undefined;
  let said = '';
  const refresh = async (): Promise<void> => {
    const news = await inventory.refresh();
    const problems = problemsOf(news);
    const all = problems.join(' ');
    if (news && all !== said) for (const problem of problems) log.warn({ problem }, 'inventory');
    if (news) said = all;
  };
  if (!inBackground) {
    await refresh();
    return () => undefined;
  }
  void refresh();
  const timer = setInterval(refresh, config.inventory.refresh);
  timer.unref();
  return () => clearInterval(timer);
}

function isOurs({ id, status, requestedBy, origin }: TriageState, own: TriageId): boolean {
  if (id === own) return true;
  const halfDone = status === 'applying' || status === 'awaiting-confirmation';
  return halfDone && origin.kind === 'cli' && requestedBy === cliActor();
}
