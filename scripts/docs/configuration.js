import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configJsonSchema } from '../../src/config/index.ts';

const COMMAND = 'npm run docs:configuration';
const BEGIN = `<!-- From here on made by "${COMMAND}" from src/config/schema.ts. -->`;

/** The page of the configuration. */
export const PAGE = join(import.meta.dirname, '../../docs/configuration.md');

/**
 * The page with its reference made anew; what stands before it is written by hand. Throws where a key has no description.
 * @param {string} text
 */
export function configurationPage(text = readFileSync(PAGE, 'utf8')) {
  const begin = text.indexOf(BEGIN);
  if (begin < 0) throw new Error(`docs/configuration.md does not hold '${BEGIN}'`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${reference(configJsonSchema().properties)}`;
}

function reference(properties) {
  const keys = Object.entries(properties);
  const alone = keys.filter(([, { type }]) => type !== 'object');
  const sections = keys.filter(([, { type }]) => type === 'object');
  return [
    ['## Keys without a section', table(alone.flatMap(([name, schema]) => rowsOf(name, schema)))],
    ...sections.map(([name, schema]) => [
      `## ${name}`,
      sentence(describe(name, schema)),
      table(rowsOf(name, schema).filter(({ key }) => key !== name)),
    ]),
  ]
    .map((parts) => `${parts.join('\n\n')}\n`)
    .join('\n');
}

function table(rows) {
  const head = ['key', 'value', 'default', 'what'];
  const cells = rows.map(({ key, schema, isNeeded }) => [
    `\`${key}\``,
    typeOf(schema),
    isNeeded ? 'must be there' : defaultOf(schema),
    describe(key, schema),
  ]);
  return [head, head.map(() => '---'), ...cells]
    .map((row) => `| ${row.map(inCell).join(' | ')} |`)
    .join('\n');
}

/** A key and all keys below it; a section has a row where it is described. A name that the reader chooses stands in `<…>`. */
function rowsOf(key, schema, isNeeded = false) {
  const own = schema.properties && !schema.description ? [] : [{ key, schema, isNeeded }];
  const below = objectsIn(schema).flatMap(({ properties = {}, required = [], additionalProperties }) => [
    ...Object.entries(properties).flatMap(([name, value]) =>
      rowsOf(`${key}.${name}`, value, required.includes(name)),
    ),
    ...(additionalProperties ? rowsOf(`${key}.${placeholder(key)}`, additionalProperties) : []),
  ]);
  return [...own, ...below];
}

function objectsIn(schema) {
  return [schema, ...(schema.anyOf ?? [])].filter(({ type }) => type === 'object');
}

function placeholder(key) {
  return key === 'hosts' ? '<host>' : '<group>';
}

function typeOf({
  title,
  type,
  anyOf,
  items,
  enum: values,
  const: value,
  minimum,
  maximum,
  additionalProperties,
}) {
  if (title !== undefined) return title;
  if (value !== undefined) return `\`${value}\``;
  if (values !== undefined) return values.map((one) => `\`${one}\``).join(', ');
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' or ');
  if (type === 'array') return `list of: ${typeOf(items)}`;
  if (type === 'object') return additionalProperties ? 'a section for each name' : 'a section';
  if (type === 'integer' || type === 'number')
    return `${type === 'integer' ? 'whole number' : 'number'}, ${minimum} to ${maximum}`;
  return type === 'string' ? 'text' : '`true`, `false`';
}

function defaultOf({ default: value, type }) {
  if (value === undefined) return '–';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `\`[${value.join(', ')}]\``;
  if (typeof value === 'object') return type === 'object' ? 'none' : 'as below';
  return `\`${value}\``;
}

function describe(key, { description }) {
  if (description === undefined) throw new Error(`src/config/schema.ts describes no ${key}`);
  return description;
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function inCell(text) {
  return text.replaceAll('|', '\\|');
}
