/** A Node and an npm that a user may have; both come from the registry. */
export type Combination = { node: string; npm: string };

/** The one that `npm test` tries: Node 20 with the npm that comes with it. */
export const IN_EVERY_TEST: Combination = { node: '20.20.2', npm: '10.8.2' };

/** npm 11 does not run in Node 18. */
export const COMBINATIONS: readonly Combination[] = [
  { node: '18.20.8', npm: '10.8.2' },
  IN_EVERY_TEST,
  { node: '20.20.2', npm: '11.19.1' },
  { node: '22.23.3', npm: '10.8.2' },
  { node: '22.23.3', npm: '11.19.1' },
  { node: '24.21.0', npm: '10.8.2' },
  { node: '24.21.0', npm: '11.19.1' },
];
