export { type Demo, type DemoOptions, startDemo } from './start-demo.ts';
export { playStory, type StoryEnd } from './story.ts';
