import { scoreAll, summary } from './score.ts';

const verbose = process.argv.includes('--all');
const scored = scoreAll();
for (const { kind, inventory, text, right, got, outcome } of scored) {
  if (!verbose && outcome.startsWith('right')) continue;
  console.log(
    `${outcome.toUpperCase()} (${kind}, ${inventory})\n  ${JSON.stringify(text.slice(0, 140))}\n  wanted: ${right.join(' or ')}\n  got:    ${got}`,
  );
}
const { table, short } = summary(scored);
console.log(table);
for (const line of short) console.log(line);
process.exitCode = short.length > 0 ? 1 : 0;
