import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { WorkspaceOptions } from './options.ts';

/** What the workspace takes from an app manifest; the rest of it does not matter here. */
const manifestShape = z.object({
  display_information: z.object({ name: z.string() }),
  features: z
    .object({
      bot_user: z.object({ display_name: z.string() }).optional(),
      app_home: z
        .object({
          home_tab_enabled: z.boolean().default(false),
          messages_tab_read_only_enabled: z.boolean().default(false),
        })
        .prefault({}),
      slash_commands: z
        .array(
          z.object({
            command: z.string(),
            description: z.string().default(''),
            usage_hint: z.string().default(''),
            should_escape: z.boolean().default(false),
          }),
        )
        .default([]),
      shortcuts: z
        .array(
          z.object({
            name: z.string(),
            callback_id: z.string(),
            type: z.enum(['message', 'global']),
            description: z.string().default(''),
          }),
        )
        .default([]),
    })
    .prefault({}),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()).default([]) }) }),
  settings: z
    .object({ event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).prefault({}) })
    .prefault({}),
});

/**
 * The options of a workspace in which exactly this manifest is installed: its scopes, commands, shortcuts and
 * events, so that a scope which the manifest lacks is missing here too.
 * @param file path of the manifest, YAML or JSON
 */
export async function manifestOptions(file: string | URL): Promise<WorkspaceOptions> {
  const manifest = manifestShape.parse(parse(await readFile(file, 'utf8')));
  const { slash_commands: commands, shortcuts, app_home: home, bot_user: bot } = manifest.features;
  const { name: realName } = manifest.display_information;
  return {
    app: { name: bot?.display_name ?? realName.toLowerCase(), realName },
    scopes: manifest.oauth_config.scopes.bot,
    events: manifest.settings.event_subscriptions.bot_events,
    commands: commands.map(({ command, description, usage_hint: usageHint }) => ({
      command,
      description,
      usageHint,
    })),
    escapeCommands: commands.some((command) => command.should_escape),
    shortcuts: shortcuts.map(({ name, callback_id: callbackId, type: kind, description }) => ({
      ...{ name, callbackId, kind, description },
    })),
    messagesReadOnly: home.messages_tab_read_only_enabled,
    homeTab: home.home_tab_enabled,
  };
}
