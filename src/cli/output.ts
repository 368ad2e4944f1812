/** Prints one JSON document on standard output (`--json`), ended by a newline. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
