import { store } from './store.js';

/**
 * What completes the word before the caret: commands and global shortcuts at the start, people and groups anywhere.
 * @typedef {{ text: string, about: string, shortcut?: string }} Suggestion
 * @param {string} before
 * @returns {Suggestion[]}
 */
export function suggestionsFor(before) {
  const word = /(?:^|\s)([/@][^\s]*)$/.exec(before)?.[1];
  if (word === undefined) return [];
  if (word.startsWith('/')) return before === word ? slashWords(word) : [];
  const people = store.frame.users.map(({ name, realName }) => ({ text: `@${name}`, about: realName }));
  const groups = store.frame.usergroups.map(({ handle, users }) => ({
    text: `@${handle}`,
    about: users.length === 1 ? '1 person' : `${users.length} people`,
  }));
  return [...people, ...groups].filter(
    ({ text }) => text.startsWith(word) && text !== word && text !== '@slackbot',
  );
}

function slashWords(word) {
  const commands = store.frame.commands.map(({ command, description, usageHint }) => ({
    text: command,
    about: [usageHint, description].filter(Boolean).join(' · ') || 'App',
  }));
  const invite = { text: '/invite', about: 'Slack' };
  const typed = word.slice(1).toLowerCase();
  const shortcuts = globalShortcuts()
    .filter(({ name }) => name.toLowerCase().includes(typed))
    .map(({ name, description, callbackId }) => ({
      text: name,
      about: description || 'Shortcut',
      shortcut: callbackId,
    }));
  return [
    ...[...commands, invite].filter(({ text }) => text.startsWith(word) && text !== word),
    ...shortcuts,
  ];
}

/** Shortcuts of the app that belong to no message. */
export function globalShortcuts() {
  return store.frame.shortcuts.filter(({ kind }) => kind === 'global');
}
