import { examineHost } from '../analyzer/index.ts';
import { loadConfigWithInventory } from '../config/index.ts';
import { createHosts } from '../host/index.ts';
import { tell, tellHost } from '../texts/index.ts';
import { hostTable } from './host-table.ts';
import { printJson } from './output.ts';
import { tellAside, wrapped } from './screen.ts';
import { language, say, speakAs } from './speech.ts';

/** `roundtrip triage HOST`: every address of the host, and which would not be answered from elsewhere. */
export async function triageHost(
  host: string,
  { configFile, json }: { configFile: string | undefined; json: boolean },
): Promise<void> {
  const config = await loadConfigWithInventory({ file: configFile }, tellAside);
  speakAs(config.language);
  const hosts = createHosts(config);
  const { observation } = await hosts.survey(
    host,
    json ? {} : { onProgress: (said) => tellAside(tell(said, language())) },
  );
  const report = tellHost(examineHost({ host, observation }), language());
  if (json) return printJson(report);
  const rows = report.interfaces.map((row) => ({ host, row: { kind: 'address', ...row } as const }));
  const { fleet, answer } = say();
  process.stdout.write(
    rows.length === 0 ? `${fleet.noAddress({ host })}\n` : hostTable(rows, { withHost: false }),
  );
  const stopped = report.interfaces.find(({ status }) => status === 'stopped');
  const next = stopped
    ? answer.next({ run: `roundtrip triage ${host} ${stopped.interface}` })
    : fleet.nothingStopped({ host });
  process.stdout.write(`\n${wrapped(next).join('\n')}\n`);
}
