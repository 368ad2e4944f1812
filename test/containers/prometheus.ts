import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

type Series = { metric: Record<string, string>; value: [number, string] };

/** A Prometheus of Debian's that scrapes what a configuration says. */
export type Prometheus = {
  /** What a query answers now. */
  query(expression: string): Promise<Series[]>;
  /** Asks until the query answers something, for half a minute. */
  until(expression: string): Promise<Series[]>;
  stop(): Promise<void>;
};

/** @param scrapes what docs/operating.md shows: the list `scrape_configs` */
export async function startPrometheus(scrapes: string): Promise<Prometheus> {
  const directory = mkdtempSync(join(tmpdir(), 'roundtrip-prometheus-'));
  const file = join(directory, 'prometheus.yml');
  writeFileSync(file, `global: { scrape_interval: 2s }\n${scrapes}`);
  const port = await freePort();
  const server = spawn(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const exited = once(server, 'exit');
  const query = async (expression: string) => {
    const url = `http://127.0.0.1:${port}/api/v1/query?${new URLSearchParams({ query: expression })}`;
    const answer = await fetch(url).catch(() => undefined);
    if (!answer?.ok) return [];
    return ((await answer.json()) as { data: { result: Series[] } }).data.result;
  };
  return {
    query,
    async until(expression) {
      const deadline = Date.now() + 30_000;
      for (;;) {
        const found = await query(expression);
        if (found.length > 0) return found;
        if (Date.now() > deadline) throw new Error(`Prometheus answers nothing to ${expression}`);
        await sleep(500);
      }
    },
    async stop() {
      server.kill('SIGTERM');
      await exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
