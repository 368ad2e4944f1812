export { type Demo, startDemo } from './start-demo.ts';
export { playStory } from './story.ts';
