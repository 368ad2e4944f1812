import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** By scenario: which addresses of server-b answered a ping of server-a on the lab. */
type Answers = Record<string, Record<string, boolean>>;

const FILE = join(import.meta.dirname, 'answers.json');

/** What `record-answers.ts` kept. */
export function readAnswers(): Readonly<Answers> {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
}

export function keepAnswers(answers: Readonly<Answers>): void {
  writeFileSync(FILE, `${JSON.stringify(answers, null, 1)}\n`);
}
