import { fileToSlack, newFile } from '../files.ts';
import { objects, text } from '../json.ts';
import { acceptContent } from '../messages.ts';
import type { Channel, UploadedFile } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import { type Call, joinedChannelOf, type Methods, required } from './method.ts';

export const FILE_METHODS: Methods = {
  'files.getUploadURLExternal': {
    scopes: ['files:write'],
    run(call) {
      const { state, args } = call;
      const name = required(call, 'filename');
      const size = Number(args.length);
      if (!Number.isInteger(size) || size <= 0) throw new SlackError('invalid_arguments');
      const file = newFile(name, size, state.identity.botUserId);
      const altText = text(args, 'alt_txt');
      if (altText !== undefined) file.altText = altText;
      state.files.set(file.id, { file, content: Buffer.alloc(0) });
      return { upload_url: `${call.url}/upload/${file.id}`, file_id: file.id };
    },
  },
  'files.completeUploadExternal': {
    scopes: ['files:write'],
    run(call) {
      const { state, args } = call;
      const named = objects(args, 'files');
      if (named.length === 0) required(call, 'files');
      const channels = sharedWith(call);
      const files = named.map((one) => {
        const kept = state.files.get(text(one, 'id') ?? '');
        if (kept?.file.status !== 'uploaded') throw new SlackError('file_not_found');
        kept.file.title = text(one, 'title') ?? kept.file.name;
        return kept.file;
      });
      for (const file of files) {
        file.status = 'complete';
        file.readyAt = Date.now() + state.features.fileProcessingMs;
      }
      for (const channel of channels) share(call, channel, files);
      return { files: files.map((file) => fileToSlack(state, file)) };
    },
  },
  'files.info': {
    scopes: ['files:read'],
    run(call) {
      const kept = call.state.files.get(required(call, 'file'));
      if (kept?.file.status !== 'complete') throw new SlackError('file_not_found');
      return {
        file: fileToSlack(call.state, kept.file),
        comments: [],
        response_metadata: { next_cursor: '' },
      };
    },
  },
  'files.delete': {
    scopes: ['files:write'],
    run(call) {
      const { state } = call;
      const kept = state.files.get(required(call, 'file'));
      if (!kept) throw new SlackError('file_not_found');
      if (kept.file.user !== state.identity.botUserId) throw new SlackError('cant_delete_file');
      state.files.delete(kept.file.id);
      return {};
    },
  },
};

/** `channel_id`, or the list in `channels`; none: the file is the app's alone. */
function sharedWith(call: Call): Channel[] {
  const { args } = call;
  const ids = [text(args, 'channel_id'), ...(text(args, 'channels')?.split(',') ?? [])];
  return ids
    .filter((id) => id !== undefined && id !== '')
    .map((channel) => joinedChannelOf({ ...call, args: { channel } }));
}

function share(call: Call, channel: Channel, files: UploadedFile[]): void {
  const { state, args } = call;
  const comment = text(args, 'initial_comment') ?? '';
  const says = comment !== '' ? { text: comment } : args.blocks !== undefined && { blocks: args.blocks };
  const content = says ? acceptContent(says, state) : { text: '' };
  const threadTs = text(args, 'thread_ts');
  const parent = threadTs === undefined ? undefined : state.message(channel.id, threadTs);
  if (threadTs !== undefined && !parent) throw new SlackError('thread_not_found');
  state.add({
    channel: channel.id,
    user: state.identity.botUserId,
    botId: state.identity.botId,
    subtype: 'file_share',
    files,
    ...content,
    ...(parent === undefined ? {} : { threadTs: parent.threadTs ?? parent.ts }),
  });
}
