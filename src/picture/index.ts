export { canBeShown, type PictureOptions, pictureOf, remedyToShow } from './picture.ts';
export { pngOf, pngOfSvg } from './png.ts';
