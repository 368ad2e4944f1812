import { emojiPicture } from './emoji-pictures.js';

/** Slack's names for the characters that messages use. */
const CHARACTERS = {
  '+1': '👍',
  '-1': '👎',
  arrow_right: '➡️',
  arrows_counterclockwise: '🔄',
  bell: '🔔',
  black_circle: '⚫',
  black_square_for_stop: '⏹️',
  bulb: '💡',
  clipboard: '📋',
  double_vertical_bar: '⏸️',
  electric_plug: '🔌',
  exclamation: '❗',
  eyes: '👀',
  gear: '⚙️',
  grey_question: '❔',
  hammer_and_wrench: '🛠️',
  heavy_check_mark: '✔️',
  heavy_minus_sign: '➖',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  large_blue_circle: '🔵',
  large_green_circle: '🟢',
  large_orange_circle: '🟠',
  large_yellow_circle: '🟡',
  leftwards_arrow_with_hook: '↩️',
  link: '🔗',
  lock: '🔒',
  mag: '🔍',
  mag_right: '🔎',
  memo: '📝',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  octagonal_sign: '🛑',
  page_facing_up: '📄',
  question: '❓',
  raised_hand: '✋',
  red_circle: '🔴',
  rotating_light: '🚨',
  satellite_antenna: '📡',
  shield: '🛡️',
  snowflake: '❄️',
  stopwatch: '⏱️',
  tada: '🎉',
  thumbsup: '👍',
  thumbsdown: '👎',
  warning: '⚠️',
  white_check_mark: '✅',
  white_circle: '⚪',
  wrench: '🔧',
  x: '❌',
};

const NAMES = new Map(Object.entries(CHARACTERS).map(([name, character]) => [bare(character), name]));

/** Without the sign that asks for the coloured form. */
function bare(character) {
  return character.replace('\u{fe0f}', '');
}

const EMOJI = new RegExp(
  `:([a-z0-9_+-]+):|(${[...NAMES.keys()].filter((one) => one !== '✔').join('|')})\u{fe0f}?`,
  'gu',
);

/**
 * Text with its emoji, `:name:` or the character itself, as nodes. The frequent ones are drawn, because a
 * machine without a colour font shows boxes instead; a name that is not known stays as it is.
 */
export function emojiText(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(EMOJI)) {
    const name = match[1] ?? NAMES.get(bare(match[2]));
    if (!Object.hasOwn(CHARACTERS, name)) continue;
    if (match.index > end) nodes.push(text.slice(end, match.index));
    nodes.push(emojiFor(name));
    end = match.index + match[0].length;
  }
  if (end < text.length) nodes.push(text.slice(end));
  return nodes;
}

/** One emoji by its name. */
export function emojiFor(name) {
  const character = Object.hasOwn(CHARACTERS, name) ? CHARACTERS[name] : `:${name}:`;
  return emojiPicture(name, character) ?? character;
}

/** Text in which `:name:` stands as its character: for places that take no nodes. */
export function emojiString(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (all, name) =>
    Object.hasOwn(CHARACTERS, name) ? CHARACTERS[name] : all,
  );
}
