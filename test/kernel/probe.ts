import { compare } from './compare.ts';
import { generate } from './generate.ts';
import { observe } from './namespace.ts';

const [first = '1', count = '10', queries = '60', family = ''] = process.argv.slice(2);
let total = 0;
let bad = 0;
let unknown = 0;
const kinds = new Map<string, number>();
for (let seed = Number(first); seed < Number(first) + Number(count); seed++) {
  const configuration = generate(seed, Number(queries));
  if (family)
    configuration.queries = configuration.queries.filter(
      (q) => q.split(' ')[0]?.includes(':') === (family === '6'),
    );
  const observed = observe(configuration);
  const result = compare(configuration.queries, observed);
  total += configuration.queries.length;
  bad += result.disagreements.length;
  unknown += result.unknown.length;
  for (const u of result.unknown) kinds.set(u.model, (kinds.get(u.model) ?? 0) + 1);
  for (const d of result.disagreements.slice(0, 2))
    console.log(seed, `${d.query}\n     kernel ${d.kernel}\n     model  ${d.model}`);
}
console.log({ total, bad, unknown }, kinds);
