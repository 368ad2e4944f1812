import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { IN_EVERY_TEST } from './combinations.ts';
import { runWithHiddenNode } from './hidden-node.ts';
import { userEnvironment } from './machine-settings.ts';
import { copyProject } from './project-copy.ts';
import { firstVisit } from './steps.ts';
import { installToolchain, RegistryOutOfReach } from './toolchain.ts';

const { node, npm } = IN_EVERY_TEST;

/** `npm run test:fresh` tries the others, each in a root of its own. */
test(`a fresh clone with Node ${node} and npm ${npm} only`, { timeout: 300_000 }, async ({ skip }) => {
  skip(process.getuid?.() !== 0, 'only root can hide the other Node of this machine');
  // Not below /tmp, which the nodes of a lab have of their own.
  const directory = mkdtempSync('/var/tmp/roundtrip-fresh-');
  onTestFinished(() => rmSync(directory, { recursive: true }));
  chmodSync(directory, 0o755);
  const environment = { ...userEnvironment(), HOME: process.env['HOME'] ?? '/root' };
  const binaries = await installToolchain(join(directory, 'toolchain'), IN_EVERY_TEST, environment).catch(
    (error: unknown) => {
      if (error instanceof RegistryOutOfReach) return skip('the registry of npm packages cannot be reached');
      throw error;
    },
  );
  const project = join(directory, 'roundtrip');
  copyProject(project);
  mkdirSync(join(directory, 'scratch'));

  // The package is built, installed and tried by test/package; the tests are what runs here, in a checkout that was as fresh.
  const steps = firstVisit([]).filter(({ title }) => title !== 'package' && title !== 'tests');
  for (const { title, command, fault } of steps) {
    const ended = await runWithHiddenNode(command, {
      binaries,
      scratch: join(directory, 'scratch'),
      cwd: project,
      environment: { ...environment, npm_config_prefer_offline: 'true' },
    });

    const wrong = fault(ended);
    expect({ title, wrong, output: wrong && ended.output }).toEqual({ title });
  }
});
