import type { Line } from './legs.ts';
import type { Mark } from './view.ts';

export type Box = { x: number; y: number; width: number; height: number };

/** What a picture is made of, in pixels of a picture 360 wide; later ones cover earlier ones. */
export type Shape =
  | ({ kind: 'box'; border: 'plain' | 'heavy' | 'dashed'; fill: 'white' | 'host' | 'note' } & Box)
  | { kind: 'line'; x: number; from: number; to: number; line: Line; arrow: boolean }
  /** From side to side, in a legend or beside a mark. */
  | { kind: 'rule'; y: number; from: number; to: number; line: Line }
  | { kind: 'mark'; x: number; y: number; mark: Mark }
  | TextShape;

/** One line of text: where it begins, ends or has its middle, and its base line. `within`: what it must not leave. */
export type TextShape = {
  kind: 'text';
  text: string;
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
  size: number;
  bold: boolean;
  within: Box;
};

/** A drawing and how much room it takes. */
export type Drawing = { shapes: Shape[]; width: number; height: number };
