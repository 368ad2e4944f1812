/** What a check of blocks asks the workspace. */
export interface BlockPolicy {
  /**
   * Block types that this workspace refuses though its limits allow them: `table`, or `container > table` for one inside
   * another. Slack introduces blocks step by step, and its validator differs from its documents.
   */
  readonly refusedBlocks: ReadonlySet<string>;
  /** Whether this id or address is an image of this workspace that can be shown. */
  hasImage(idOrUrl: string): boolean;
}
