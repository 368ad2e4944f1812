export { checkSlack } from './check-slack.ts';
export { createSlackDirectory, type Slack, type SlackOptions, startSlack } from './start-slack.ts';
