import { newId } from '../identifiers.ts';
import { objects, text } from '../json.ts';
import { acceptContent, fileToSlack } from '../messages.ts';
import type { UploadedFile } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import { type Call, joinedChannelOf, type Methods, required } from './method.ts';

export const FILE_METHODS: Methods = {
  'files.getUploadURLExternal': {
    scopes: ['files:write'],
    run(call) {
      const { state } = call;
      const name = required(call, 'filename');
      const size = Number(call.args.length);
      if (!Number.isInteger(size) || size <= 0) throw new SlackError('invalid_arguments');
      const file: UploadedFile = {
        ...{ id: newId('F'), name, title: name, size, mimetype: mimeType(name) },
        user: state.identity.botUserId,
        created: Math.floor(Date.now() / 1000),
      };
      state.files.set(file.id, { file, content: Buffer.alloc(0) });
      return { upload_url: `${call.url}/upload/${file.id}`, file_id: file.id };
    },
  },
  'files.completeUploadExternal': {
    scopes: ['files:write'],
    run(call) {
      const { state, args } = call;
      const files = objects(args, 'files').map((one) => {
        const kept = state.files.get(text(one, 'id') ?? '');
        if (!kept) throw new SlackError('file_not_found');
        kept.file.title = text(one, 'title') ?? kept.file.name;
        return kept.file;
      });
      if (text(args, 'channel_id') !== undefined) share(call, files);
      return { files: files.map(fileToSlack) };
    },
  },
};

function share(call: Call, files: UploadedFile[]): void {
  const { state, args } = call;
  const channel = joinedChannelOf({ ...call, args: { channel: args.channel_id } });
  const comment = text(args, 'initial_comment') ?? '';
  const says = comment !== '' || args.blocks !== undefined;
  const content = says ? acceptContent({ text: comment, blocks: args.blocks }) : { text: '' };
  const threadTs = text(args, 'thread_ts');
  if (threadTs !== undefined && !state.message(channel.id, threadTs))
    throw new SlackError('thread_not_found');
  state.add({
    channel: channel.id,
    user: state.identity.botUserId,
    botId: state.identity.botId,
    subtype: 'file_share',
    files,
    ...content,
    ...(threadTs === undefined ? {} : { threadTs }),
  });
}

function mimeType(name: string): string {
  const types: Record<string, string> = { png: 'image/png', json: 'application/json', svg: 'image/svg+xml' };
  return types[name.split('.').at(-1) ?? ''] ?? 'text/plain';
}
