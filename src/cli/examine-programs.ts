import { accessSync, constants } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { type Config, openInventory, problemsOf } from '../config/index.ts';
import { EXIT } from '../errors.ts';
import { problem } from './problem.ts';
import { say } from './speech.ts';

type ProgramCheck = { name: string; look: () => Promise<string> };

/** The program that is asked about changes can be started. It is not run: it may do more than answer. */
export function policyCheck({ policy, directory }: Config): ProgramCheck[] {
  const [program] = policy.check;
  if (program === undefined) return [];
  return [
    {
      name: say().doctor.names.policy,
      look: async () => {
        const file = findProgram(program, directory);
        if (file !== undefined) return say().doctor.policyProgram({ file, seconds: policy.timeout / 1000 });
        const told = say().doctorProblems.policyProgramMissing({ program });
        throw problem('program-missing', told, { exitStatus: EXIT.failed });
      },
    },
  ];
}

/** The inventory's program is run, however old its last listing is; `known`: the configuration with what it lists. */
export function inventoryCheck(config: Config): { known: () => Config; examination: ProgramCheck[] } {
  const inventory = openInventory({ ...config, inventory: { ...config.inventory, refresh: 0 } });
  if (config.inventory.command.length === 0) return { known: () => config, examination: [] };
  const look = async (): Promise<string> => {
    const news = await inventory.refresh();
    const problems = problemsOf(news);
    if (news?.kind === 'listed' && problems.length === 0) return say().doctor.hosts({ hosts: news.hosts });
    const told = say().doctorProblems.inventoryIncomplete({ problems: problems.slice(0, 5).join(' ') });
    throw problem('inventory-incomplete', told, { exitStatus: EXIT.failed });
  };
  return {
    known: () => inventory.extend(config),
    examination: [{ name: say().doctor.names.inventory, look }],
  };
}

/** Where a program is that would be started in that directory; undefined where it cannot be. */
function findProgram(program: string, directory: string): string | undefined {
  const folders = program.includes('/') ? [directory] : (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => resolve(folder, program)).find(mayRun);
}

function mayRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
