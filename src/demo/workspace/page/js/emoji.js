const EMOJI = {
  '+1': '👍',
  '-1': '👎',
  arrow_right: '➡️',
  arrows_counterclockwise: '🔄',
  bell: '🔔',
  black_circle: '⚫',
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
  memo: '📝',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  octagonal_sign: '🛑',
  question: '❓',
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

/** `:name:` as the character it stands for; a name that is not known stays as it is. */
export function emojiText(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (all, name) => (Object.hasOwn(EMOJI, name) ? EMOJI[name] : all));
}

export function emojiFor(name) {
  return Object.hasOwn(EMOJI, name) ? EMOJI[name] : `:${name}:`;
}
