// The page in the browser: elements from data, and what a person does with them. What is shown is decided by the pure views.
import { answerFor, EXAMPLE, pageView } from './index.ts';

/** How long a button says that it has copied (ms). */
const SAID_FOR = 1500;

let language = (navigator.language ?? '').toLowerCase().startsWith('ja') ? 'ja' : 'en';
let isAnswered = false;

/** @param {import('./element.ts').Element | string} part */
function nodeOf(part) {
  if (typeof part === 'string') return document.createTextNode(part);
  const node = document.createElement(part.tag);
  for (const [name, value] of Object.entries(part.attributes)) node.setAttribute(name, value);
  node.append(...part.children.map(nodeOf));
  return node;
}

const byId = (id) => document.getElementById(id);

/** What was typed, by the names of the fields. */
const typed = () => Object.fromEntries(new FormData(byId('question')));

function show() {
  const text = byId('console')?.value ?? '';
  const fields = byId('question') ? typed() : {};
  const isNarrowed = document.querySelector('.narrow')?.open ?? false;
  document.documentElement.lang = language;
  byId('page').replaceChildren(...pageView(language).map(nodeOf));
  byId('console').value = text;
  document.querySelector('.narrow').open = isNarrowed;
  for (const [name, value] of Object.entries(fields)) byId('question').elements.namedItem(name).value = value;
  if (isAnswered) explain({ focus: false });
}

function explain({ focus }) {
  isAnswered = true;
  const answer = byId('answer');
  answer.replaceChildren(...answerFor(byId('console').value, typed(), language).map(nodeOf));
  if (!focus) return;
  answer.scrollIntoView({ block: 'start' });
  answer.querySelector('h2').focus({ preventScroll: true });
}

function clear() {
  isAnswered = false;
  byId('question').reset();
  byId('answer').replaceChildren();
  byId('console').focus();
}

async function copy(button) {
  const code = button.parentElement.querySelector('code');
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => {
      button.textContent = said;
    }, SAID_FOR);
  } catch {
    getSelection().selectAllChildren(code);
  }
}

const ACTIONS = {
  clear,
  copy,
  example() {
    clear();
    byId('console').value = EXAMPLE;
    explain({ focus: true });
  },
};

document.addEventListener('click', ({ target }) => {
  const button = target.closest('button');
  if (button?.dataset.language) {
    language = button.dataset.language;
    show();
    document.querySelector(`[data-language="${language}"]`).focus();
  } else if (button?.dataset.action) ACTIONS[button.dataset.action](button);
});

document.addEventListener('submit', (event) => {
  event.preventDefault();
  explain({ focus: true });
});

document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.id === 'console') {
    explain({ focus: true });
  }
});

// A file that is dropped anywhere is read; by itself the browser would leave the page for it.
document.addEventListener('dragover', (event) => event.preventDefault());
document.addEventListener('drop', async (event) => {
  const [file] = event.dataTransfer.files;
  if (!file) return;
  event.preventDefault();
  byId('console').value = await file.text();
  explain({ focus: true });
});

show();
