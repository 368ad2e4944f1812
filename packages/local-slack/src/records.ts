import type { JsonObject } from './json.ts';

/** A person or bot of the workspace. */
export interface User {
  id: string;
  /** The handle, without @. */
  name: string;
  realName: string;
  /** The person's own team: another than the workspace's for people of connected organisations. */
  teamId: string;
  isBot: boolean;
  /** A guest: single- or multi-channel. */
  isRestricted: boolean;
  isAdmin: boolean;
  /** BCP 47 with region, as Slack has it: `en-US`, `ja-JP`. */
  locale: string;
  /** IANA name, such as `Asia/Tokyo`. */
  timeZone: string;
  /** CSS colour of the avatar on the page. */
  color: string;
}

/** A channel or a direct message. */
export interface Channel {
  id: string;
  /** Without #; empty for a direct message; `mpdm-…` for one of several people. */
  name: string;
  kind: 'public' | 'private' | 'im' | 'mpim';
  members: string[];
  topic: string;
  created: number;
  /** Shared with another organisation. */
  isExtShared: boolean;
}

/** A message as it is kept; `toSlack` in messages.ts gives its wire form. */
export interface Message {
  channel: string;
  ts: string;
  user: string;
  botId?: string;
  text: string;
  blocks?: JsonObject[];
  attachments?: JsonObject[];
  metadata?: JsonObject;
  threadTs?: string;
  /** A reply that is shown in the channel too. */
  broadcast?: boolean;
  subtype?: string;
  edited?: { user: string; ts: string };
  reactions?: { name: string; users: string[] }[];
  files?: UploadedFile[];
  /** Set for a message that only this person sees. */
  onlyFor?: string;
}

export interface UploadedFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  size: number;
  user: string;
  created: number;
  altText?: string;
  /** Width and height in pixels, for an image. */
  pixels?: { width: number; height: number };
  /** `promised`: its bytes have not come; `complete`: the app has finished the upload. */
  status: 'promised' | 'uploaded' | 'complete';
  /** When it can be shown (ms): Slack takes a moment for an upload. */
  readyAt: number;
}

/** A modal or Home view that is open for one person. */
export interface View {
  id: string;
  user: string;
  type: 'modal' | 'home';
  /** The view as the app sent it, with ids. */
  content: JsonObject;
  hash: string;
  rootId: string;
  previousId: string | null;
  /** What the person has entered so far: Slack's `state.values`. */
  values: JsonObject;
  /** What the app's errors said at the last submission, by block id. */
  errors?: Record<string, string>;
}

export interface Usergroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
}

/** What a response_url still allows, and where its answers go. */
export interface ResponseTarget {
  channel: string;
  user: string;
  /** The message whose button was pressed, or the answer that may be replaced later. */
  messageTs?: string;
  usesLeft: number;
  expiresAt: number;
}

export interface Trigger {
  user: string;
  channel: string | undefined;
  expiresAt: number;
  used: boolean;
}

/** What became of a message of the app's own. */
export interface OwnMessage {
  what: 'posted' | 'changed' | 'deleted';
  message: Message;
}

/** What differs between workspaces and apps. */
export interface Features {
  /** The app has a Home tab. */
  homeTab: boolean;
  /** The workspace pays: user groups can be read. */
  paidPlan: boolean;
  /** Milliseconds until an uploaded file can be shown. */
  fileProcessingMs: number;
}

/** A slash command as the app registered it. */
export interface SlashCommand {
  /** With the slash. */
  command: string;
  description?: string;
  usageHint?: string;
}

/** A shortcut that the app registered: in the menu of every message, or in the workspace's. */
export interface ShortcutOption {
  callbackId: string;
  name: string;
  kind: 'message' | 'global';
  description?: string;
}
