import { EventEmitter } from 'node:events';
import type { BlockPolicy } from './blocks/policy.ts';
import { isShownAsImage } from './files.ts';
import { Clock, newId } from './identifiers.ts';
import type { JsonObject } from './json.ts';
import { DELIVERY_LIMITS } from './limits.ts';
import type {
  Channel,
  Features,
  Message,
  OwnMessage,
  ResponseTarget,
  Trigger,
  UploadedFile,
  User,
  Usergroup,
  View,
} from './records.ts';

/** What has changed, for the page and for whoever waits. */
export type Change =
  | { kind: 'message' | 'ephemeral' | 'conversation'; channel: string; user?: string }
  | { kind: 'view'; user: string };

/** The team and its app, fixed for the life of a workspace. */
export interface Identity {
  teamId: string;
  teamName: string;
  teamDomain: string;
  appId: string;
  botId: string;
  botUserId: string;
}

/** Everything the workspace knows. Methods keep it consistent and tell of each change. */
export class WorkspaceState implements BlockPolicy {
  readonly identity: Identity;
  readonly users = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  readonly usergroups = new Map<string, Usergroup>();
  readonly views = new Map<string, View>();
  readonly homes = new Map<string, View>();
  readonly files = new Map<string, { file: UploadedFile; content: Buffer }>();
  readonly features: Features = { homeTab: true, paidPlan: true, fileProcessingMs: 0 };
  readonly refusedBlocks = new Set<string>();
  /** `user/channel/ts` → what the person has chosen in a message's menus: Slack's `state.values`. */
  readonly messageValues = new Map<string, JsonObject>();
  /** Base address, such as `http://127.0.0.1:4000`; empty until the workspace listens. */
  url = '';
  readonly triggers = new Map<string, Trigger>();
  readonly responseTargets = new Map<string, ResponseTarget>();
  /** `user/channel` → timestamp up to which it was read. */
  readonly lastRead = new Map<string, string>();
  readonly #messages = new Map<string, Message[]>();
  readonly #ephemerals: Message[] = [];
  readonly #clock = new Clock();
  readonly #changes = new EventEmitter<{ change: [Change]; own: [OwnMessage] }>();

  constructor(identity: Identity) {
    this.identity = identity;
    this.#changes.setMaxListeners(0);
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#changes.on('change', listener);
    return () => this.#changes.off('change', listener);
  }

  changed(change: Change): void {
    this.#changes.emit('change', change);
  }

  onOwnMessage(listener: (own: OwnMessage) => void): () => void {
    this.#changes.on('own', listener);
    return () => this.#changes.off('own', listener);
  }

  #own(what: OwnMessage['what'], message: Message): void {
    if (message.user === this.identity.botUserId && message.onlyFor === undefined) {
      this.#changes.emit('own', { what, message });
    }
  }

  nextTs(): string {
    return this.#clock.next();
  }

  /** All messages of a conversation in order, replies included. */
  messages(channel: string): Message[] {
    return this.#messages.get(channel) ?? [];
  }

  /** The messages that only this person sees. */
  ephemerals(user: string): Message[] {
    return this.#ephemerals.filter((message) => message.onlyFor === user);
  }

  message(channel: string, ts: string): Message | undefined {
    return this.messages(channel).find((message) => message.ts === ts);
  }

  ephemeral(channel: string, ts: string): Message | undefined {
    return this.#ephemerals.find((message) => message.channel === channel && message.ts === ts);
  }

  /** Parent and replies, in order; empty where there is no such message. */
  thread(channel: string, ts: string): Message[] {
    return this.messages(channel).filter((message) => message.ts === ts || message.threadTs === ts);
  }

  add(message: Omit<Message, 'ts'> & { ts?: string }): Message {
    const kept = { ...message, ts: message.ts ?? this.nextTs() };
    this.#clock.startAfter(kept.ts);
    if (kept.onlyFor !== undefined) {
      this.#ephemerals.push(kept);
      this.changed({ kind: 'ephemeral', channel: kept.channel, user: kept.onlyFor });
      return kept;
    }
    const list = this.#messages.get(kept.channel) ?? [];
    list.push(kept);
    this.#messages.set(kept.channel, list);
    this.changed({ kind: 'message', channel: kept.channel });
    this.#own('posted', kept);
    return kept;
  }

  /** Marks a message of the app as edited. Call after its content was changed in place. */
  edited(message: Message): void {
    message.edited = { user: this.identity.botUserId, ts: this.nextTs() };
    this.touched(message);
    this.#own('changed', message);
  }

  /** Call after changing anything else of a message in place. */
  touched(message: Message): void {
    const user = message.onlyFor;
    this.changed({
      kind: user === undefined ? 'message' : 'ephemeral',
      channel: message.channel,
      ...(user === undefined ? {} : { user }),
    });
  }

  remove(message: Message): void {
    const list = message.onlyFor === undefined ? this.messages(message.channel) : this.#ephemerals;
    const index = list.indexOf(message);
    if (index >= 0) list.splice(index, 1);
    this.touched(message);
    this.#own('deleted', message);
  }

  /** The direct message between two people, made where there is none. */
  directMessage(one: string, other: string): Channel {
    for (const channel of this.channels.values()) {
      const { kind, members } = channel;
      if (kind === 'im' && members.includes(one) && members.includes(other)) return channel;
    }
    const channel: Channel = {
      id: newId('D'),
      name: '',
      kind: 'im',
      members: [one, other],
      topic: '',
      created: Math.floor(Date.now() / 1000),
      isExtShared: false,
    };
    this.channels.set(channel.id, channel);
    this.changed({ kind: 'conversation', channel: channel.id });
    return channel;
  }

  /** The direct message of several people, made where there is none. */
  groupMessage(people: readonly User[]): Channel {
    const members = [...new Set(people.map(({ id }) => id))].sort();
    for (const channel of this.channels.values()) {
      if (channel.kind === 'mpim' && channel.members.join() === members.join()) return channel;
    }
    const channel: Channel = {
      ...{
        id: newId('G'),
        name: `mpdm-${people.map(({ name }) => name).join('--')}-1`,
        kind: 'mpim' as const,
      },
      ...{ members, topic: '', created: Math.floor(Date.now() / 1000), isExtShared: false },
    };
    this.channels.set(channel.id, channel);
    this.changed({ kind: 'conversation', channel: channel.id });
    return channel;
  }

  /** By id, or by name with or without #. */
  findChannel(idOrName: string): Channel | undefined {
    const name = idOrName.replace(/^#/, '');
    return (
      this.channels.get(idOrName) ??
      [...this.channels.values()].find((one) => name !== '' && one.name === name)
    );
  }

  /** By id, or by handle with or without @. */
  findUser(idOrName: string): User | undefined {
    const name = idOrName.replace(/^@/, '');
    return this.users.get(idOrName) ?? [...this.users.values()].find((user) => user.name === name);
  }

  /** A file by its id or its address, private or permanent. */
  findFile(idOrUrl: string): UploadedFile | undefined {
    const id = /\b(F[A-Z0-9]{8,})\b/.exec(idOrUrl)?.[1] ?? '';
    return this.files.get(id)?.file;
  }

  hasImage(idOrUrl: string): boolean {
    const file = this.findFile(idOrUrl);
    return file !== undefined && isShownAsImage(file);
  }

  /** @param channel where the person did what the trigger stands for; a global shortcut has none */
  newTrigger(user: string, channel?: string): string {
    const id = `${Date.now()}.${newId('', 12)}`;
    this.triggers.set(id, { user, channel, expiresAt: Date.now() + DELIVERY_LIMITS.triggerMs, used: false });
    return id;
  }

  newResponseTarget(target: Omit<ResponseTarget, 'usesLeft' | 'expiresAt'>): string {
    const id = newId('', 24);
    const { responseUrlUses, responseUrlMs } = DELIVERY_LIMITS;
    this.responseTargets.set(id, {
      ...target,
      usesLeft: responseUrlUses,
      expiresAt: Date.now() + responseUrlMs,
    });
    return id;
  }

  /** Messages of the main view (no replies, unless broadcast) that this person has not read. */
  unread(user: string, channel: string): Message[] {
    const since = this.lastRead.get(`${user}/${channel}`) ?? '0';
    return this.messages(channel).filter((one) => one.ts > since && one.user !== user);
  }

  markRead(user: string, channel: string): void {
    const last = this.messages(channel).at(-1)?.ts;
    if (last === undefined || last === this.lastRead.get(`${user}/${channel}`)) return;
    this.lastRead.set(`${user}/${channel}`, last);
    this.changed({ kind: 'conversation', channel, user });
  }
}
