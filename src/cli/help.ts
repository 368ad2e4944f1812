import type { Command } from 'commander';
import { say } from './speech.ts';

/** Adds to a command's help: command lines, each with what it does. */
export function addExamples(command: Command, examples: Readonly<Record<string, string>>): Command {
  const lines = Object.entries(examples).flatMap(([run, what]) => [`  ${run}`, `      ${what}`]);
  return command.addHelpText('after', `\n${say().help.frame.titles.examples}\n${lines.join('\n')}`);
}

/** Titles of the help in the language of the run, as commander asks for each. */
export function titleOf(title: string): string {
  const { titles } = say().help.frame;
  switch (title) {
    case 'Usage:':
      return titles.usage;
    case 'Options:':
      return titles.options;
    case 'Global Options:':
      return titles.globalOptions;
    case 'Commands:':
      return titles.commands;
    case 'Arguments:':
      return titles.arguments;
    default:
      return title;
  }
}
