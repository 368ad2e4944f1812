/**
 * Slack's limits, each with the place that states it. The workspace refuses what goes one over any of them,
 * so that a message which works here works in Slack. Lengths are UTF-16 code units, as JavaScript counts.
 */

/** Documented in Slack's Block Kit reference, block by block. */
export const BLOCK_LIMITS = {
  /** "You can include up to 50 blocks in each message" (blocks reference). */
  perMessage: 50,
  /** "… and 100 blocks in modals or Home tabs" (blocks reference). */
  perView: 100,
  /** block_id of every block (blocks reference). */
  blockId: 255,
  /** action_id of every interactive element (element references). */
  actionId: 255,
  /** text of a section (section reference); text objects in general share it. */
  sectionText: 3000,
  /** fields of a section: how many, and how long each (section reference). */
  sectionFields: 10,
  sectionField: 2000,
  /** header text, plain_text only (header reference). */
  headerText: 150,
  /** elements of an actions block (actions reference). */
  actionsElements: 25,
  /** elements of a context block (context reference). */
  contextElements: 10,
  /** elements of a context_actions block (context actions reference). */
  contextActionsElements: 5,
  /** alt_text, title and image_url of an image (image reference). */
  imageAltText: 2000,
  imageTitle: 2000,
  imageUrl: 3000,
  /** markdown blocks of one payload, cumulatively (markdown reference). */
  markdownText: 12_000,
  /** rows and columns of a table; one table a message (table reference). */
  tableRows: 100,
  tableColumns: 20,
  tablesPerMessage: 1,
  /** child blocks, title and subtitle of a container (container reference). */
  containerChildren: 10,
  containerTitle: 150,
  /** label and hint of an input (input reference). */
  inputLabel: 2000,
  inputHint: 2000,
  /** title, subtitle and body of a card; cards of a carousel (card and carousel references). */
  cardTitle: 150,
  cardBody: 200,
  carouselCards: 10,
} as const;

/** Documented in the references of the interactive elements. */
export const ELEMENT_LIMITS = {
  /** button text; about 30 are shown before it is cut (button reference). */
  buttonText: 75,
  /** value sent back with a press (button reference). */
  buttonValue: 2000,
  /** url opened by a button (button reference). */
  buttonUrl: 3000,
  accessibilityLabel: 75,
  placeholder: 150,
  /** text, description and value of an option (option object reference). */
  optionText: 75,
  optionDescription: 75,
  optionValue: 150,
  /** options of select menus; of check boxes and radio buttons; of overflow menus (element references). */
  selectOptions: 100,
  optionGroups: 100,
  choiceOptions: 10,
  overflowOptions: 5,
  /** greatest max_length of a plain-text input (plain-text input reference). */
  inputLength: 3000,
  /** files of a file input (file input reference). */
  inputFiles: 10,
  /** least characters before an external select asks, where it does not say (select menu reference). */
  queryLength: 3,
} as const;

/** Documented in the confirmation dialog object reference. */
export const CONFIRM_LIMITS = { title: 100, text: 300, button: 30 } as const;

/** Documented in the modal view reference and with the views methods. */
export const VIEW_LIMITS = {
  title: 24,
  button: 24,
  callbackId: 255,
  externalId: 255,
  privateMetadata: 3000,
  /** views on one stack (modals guide). */
  stack: 3,
  /** "greater than 250kb" is `view_too_large` (views methods). */
  bytes: 250_000,
} as const;

export const MESSAGE_LIMITS = {
  /** text of a message ("truncating content" of chat.postMessage): longer is `msg_too_long`. */
  text: 40_000,
  /**
   * Characters of all blocks together: `msg_blocks_too_long`. Not documented; reports to Slack's bolt-js measured
   * refusals from 13,172 to 13,297 characters on, so the round number below them is the bound.
   */
  blocksText: 13_000,
  /** metadata of a message, as JSON (message metadata guide): `metadata_too_large`. */
  metadata: 8000,
} as const;

export const DELIVERY_LIMITS = {
  /** An app has three seconds to acknowledge (interactivity guide, Events API). */
  acknowledgeMs: 3000,
  /** Events are sent again at once, after a minute and after five (Events API). */
  eventRetryDelaysMs: [0, 60_000, 300_000],
  /** "You can have up to 10 open WebSocket connections" (Socket Mode guide). */
  socketConnections: 10,
  /** A trigger_id opens one view within three seconds (modals guide). */
  triggerMs: 3000,
  /** A response_url works five times within thirty minutes (interactivity guide). */
  responseUrlUses: 5,
  responseUrlMs: 30 * 60_000,
} as const;

export const RATE_LIMITS = {
  /** chat.postMessage: "1 message per second per channel … short bursts" (rate limits guide). */
  postPerSecond: 1,
  postBurst: 5,
  /** How much of a minute's calls may come at once; Slack says no number. */
  burstShare: 0.4,
} as const;

const [TIER_2, TIER_3, TIER_4] = [20, 50, 100];

/** Calls a minute, by method: "Tier 2: 20+ per minute" and so on (rate limits guide, and each method's page). */
export const TIERS: Readonly<Record<string, number>> = {
  ...{ 'usergroups.list': TIER_2, 'usergroups.users.list': TIER_2, 'users.list': TIER_2 },
  ...{ 'conversations.list': TIER_2, 'chat.update': TIER_3, 'chat.delete': TIER_3 },
  ...{ 'conversations.history': TIER_3, 'conversations.replies': TIER_3, 'conversations.info': TIER_3 },
  ...{ 'conversations.open': TIER_3, 'conversations.join': TIER_3, 'users.conversations': TIER_3 },
  ...{ 'reactions.add': TIER_3, 'reactions.remove': TIER_2, 'files.delete': TIER_3, 'bots.info': TIER_3 },
  ...{ 'chat.postEphemeral': TIER_4, 'conversations.members': TIER_4, 'users.info': TIER_4 },
  ...{ 'views.open': TIER_4, 'views.push': TIER_4, 'views.update': TIER_4, 'views.publish': TIER_4 },
  ...{ 'files.getUploadURLExternal': TIER_4, 'files.completeUploadExternal': TIER_4, 'files.info': TIER_4 },
};
