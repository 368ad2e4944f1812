export { type Demo, PASTE_PAGE, startDemo } from './start-demo.ts';
export { playStory } from './story.ts';
