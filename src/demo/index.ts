export { type Demo, startDemo } from './start-demo.ts';
export { startForContainer } from './start-for-container.ts';
export { PASTE_PAGE } from './start-workspace.ts';
export { playStory } from './story.ts';
