export { checkSlack } from './check-slack.ts';
export { readWords, type WordsRead } from './read-words.ts';
export { createSlackDirectory, type Slack, type SlackOptions, startSlack } from './start-slack.ts';
export { onRateLimited } from './web-client.ts';
