/**
 * Slack's limits, and our own below them. The numbers are characters unless the name says otherwise;
 * Slack's are from its Block Kit reference and from what its API refuses.
 */
export const LIMITS = {
  /** `invalid_blocks` beyond it. */
  blocksPerMessage: 50,
  /** All blocks of a message as JSON: Slack answers `msg_blocks_too_long` at about 13,000; a margin is kept. */
  blocksJson: 12_000,
  /** `text` of a message: Slack cuts at 40,000; as a notification and for screen readers it should be short. */
  fallback: 1_000,
  sectionText: 3_000,
  header: 150,
  contextElements: 10,
  /** A context element has no documented limit of its own; the section's holds in practice, and less reads better. */
  contextText: 1_000,
  actionsElements: 25,
  /** Ours: under a table of what was found, of the 25 that a row takes. */
  checkButtons: 10,
  buttonText: 75,
  buttonValue: 2_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  containerChildren: 10,
  containerTitle: 150,
  tableRows: 100,
  tableColumns: 20,
  /** Ours: all cells of a table, so that the message keeps `blocksJson`. */
  tableText: 6_000,
  modalTitle: 24,
  alternativeText: 2_000,
  optionText: 75,
  options: 100,
  /** Promise of the diagnosis: what is read first is no longer than this. */
  headline: 140,
  /** Ours: commands of one remedy that are shown in a message; the rest is in the full transcript. */
  commands: 1_500,
  /** Ours: one sentence of the analyzer or of a person. */
  sentence: 400,
  /** Ours: what a person may write to the bot. Host, interface and flow fit many times over. */
  request: 800,
} as const;
