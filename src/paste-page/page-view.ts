import { type Language, pageTextsIn } from '../texts/index.ts';
import type { Fields } from './asked.ts';
import { type Element, element, elementWith } from './element.ts';

/** Languages by what their readers call them. */
const LANGUAGES = { en: 'English', ja: '日本語' } as const satisfies Record<Language, string>;

/** The fields in the order in which they are shown. */
const FIELDS = [
  'interface',
  'host',
  'from',
  'to',
  'port',
  'protocol',
  'gateway',
] as const satisfies readonly (keyof Fields)[];

/** The page around the answer, in one language. */
export function pageView(language: Language): Element[] {
  const texts = pageTextsIn(language);
  return [
    element(
      'header',
      '',
      element('p', 'name', 'Roundtrip'),
      elementWith(
        'div',
        { role: 'group', 'aria-label': texts.language, class: 'languages' },
        ...switches(language),
      ),
    ),
    element(
      'main',
      '',
      element('h1', '', texts.title),
      element('p', '', texts.summary),
      element('p', 'privacy', texts.privacy),
      form(language),
      elementWith('section', { id: 'answer', 'aria-live': 'polite', 'aria-label': texts.answer }),
    ),
  ];
}

function switches(language: Language): Element[] {
  return Object.entries(LANGUAGES).map(([code, name]) =>
    elementWith(
      'button',
      { type: 'button', lang: code, 'data-language': code, 'aria-pressed': String(code === language) },
      name,
    ),
  );
}

function form(language: Language): Element {
  const texts = pageTextsIn(language);
  const button = (action: string, text: string) =>
    elementWith('button', { type: 'button', class: 'quiet-button', 'data-action': action }, text);
  return elementWith(
    'form',
    { id: 'question', novalidate: '' },
    elementWith('label', { for: 'console' }, texts.console),
    elementWith('textarea', {
      ...{ id: 'console', rows: '12', spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off' },
      ...{ wrap: 'off', 'aria-describedby': 'dropped' },
    }),
    elementWith('p', { id: 'dropped', class: 'quiet' }, texts.dropped),
    element(
      'details',
      'narrow',
      element('summary', '', texts.narrow),
      element('p', 'quiet', texts.narrowHint),
      element('div', 'fields', ...FIELDS.map((name) => field(name, texts.fields[name]))),
    ),
    element(
      'div',
      'buttons',
      elementWith('button', { type: 'submit', class: 'primary' }, texts.explain),
      button('example', texts.example),
      button('clear', texts.clear),
    ),
  );
}

function field(name: (typeof FIELDS)[number], label: string): Element {
  const plain = { spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off' };
  const input = name === 'protocol' ? PROTOCOL : elementWith('input', { name, type: 'text', ...plain });
  return elementWith('label', {}, label, input);
}

const PROTOCOL = elementWith(
  'select',
  { name: 'protocol' },
  ...['tcp', 'udp'].map((value) => elementWith('option', { value }, value.toUpperCase())),
);
