export { pictureOf, remedyToShow } from './picture.ts';
export { pngOf } from './png.ts';
