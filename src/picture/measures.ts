/** All measures in pixels of a picture that is shown 360 pixels wide, as a phone shows it. */
export const WIDTH = 360;
export const MARGIN = 6;

/** Letters and lines of text: nothing is written smaller. */
export const SIZE = 12;
export const LINE = 15;

/** The ways of the request (down) and of the reply (up). */
export const REQUEST_LANE = 30;
export const REPLY_LANE = WIDTH - REQUEST_LANE;

/** Room beside a lane for its mark. */
export const BESIDE = 16;

/** Space inside of a box, and around one. */
export const PADDING = 5;
export const GAP = 10;

/** Boxes over the whole width. */
export const FULL = { x: MARGIN, width: WIDTH - 2 * MARGIN };
/** Boxes within the host. */
export const INNER = { x: MARGIN + 6, width: WIDTH - 2 * (MARGIN + 6) };
export const HALF = (INNER.width - GAP) / 2;
/** Between the lanes. */
export const BETWEEN = { x: REQUEST_LANE + BESIDE, width: REPLY_LANE - REQUEST_LANE - 2 * BESIDE };
