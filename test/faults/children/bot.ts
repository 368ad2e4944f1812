import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { approvalPolicyFor, parseConfig, resolveHost } from '../../../src/config/index.ts';
import { createSlackDirectory, startSlack } from '../../../src/slack/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { createTriages, type Hosts, startWorker } from '../../../src/triage/index.ts';
import { fakeAnalyze, fakeHosts, openWorld } from '../../triage/world.ts';

/** The bot with everything but its hosts, which live in files: one a host. It logs to standard error. */
const [folder = ''] = process.argv.slice(2);
const { yaml, ...secrets } = JSON.parse(readFileSync(join(folder, 'bot.json'), 'utf8'));
const config = parseConfig(yaml, join(folder, 'roundtrip.yaml'));
const log = pino({ level: 'warn' }, pino.destination(2));
const store = await openStore({
  dataDirectory: config.dataDirectory,
  audit: config.audit,
  onError: (error) => log.warn({ err: error }, 'store'),
});
const directory = createSlackDirectory(secrets, log);
const settings = {
  rulesFor: (name: string) => {
    const host = resolveHost(config, name);
    return { ...approvalPolicyFor(config, host), apply: host.apply };
  },
  capture: config.capture,
  confirmWithin: config.apply.confirmWithin,
  probeFrom: config.probe.from,
};
const at = (host: string) => fakeHosts(openWorld(join(folder, 'hosts', `${host}.json`)));
const hosts: Hosts = {
  watch: (watch, options) => at(watch.host).watch(watch, options),
  apply: (host, ...rest) => at(host).apply(host, ...rest),
  confirm: (host, triage) => at(host).confirm(host, triage),
  undo: (host, ...rest) => at(host).undo(host, ...rest),
  status: (host, triage) => at(host).status(host, triage),
  recheck: (host, ...rest) => at(host).recheck(host, ...rest),
};
const triages = createTriages({ events: store.events, directory, settings });
const onError = (error: unknown): void => log.error({ err: error }, 'worker');
const endWork = await startWorker({ ...store, hosts, analyze: fakeAnalyze, directory, settings, onError });
const slack = await startSlack({ ...store, config, secrets, triages, log });
console.log('ready');
process.on('SIGTERM', async () => {
  await slack.stop();
  await endWork();
  await store.close();
  process.exit(0);
});
