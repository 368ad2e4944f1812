/** The tables that every host has (rtnetlink(7)), as decimal text like `Route.table`. */
export const LOCAL = '255';
export const MAIN = '254';
export const DEFAULT = '253';
